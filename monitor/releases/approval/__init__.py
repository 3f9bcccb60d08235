"""Approval of a release (*Freigabe*): the look at a draft before it is published."""
