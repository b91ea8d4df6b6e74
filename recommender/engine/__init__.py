"""Who takes what: LightFM and its companions."""
