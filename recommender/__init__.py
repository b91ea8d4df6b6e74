"""Arithmetic on plain values: what people can do, what roles ask for, which course comes next."""
