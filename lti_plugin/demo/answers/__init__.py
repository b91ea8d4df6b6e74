"""The look-alike's answers to web-service calls, each in the shape a real Moodle gives."""
