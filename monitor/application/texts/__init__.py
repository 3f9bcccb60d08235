"""What people write beside figures: commentaries, actions and events, kept in versions.

Every save is a new row, the rows before stay; whoever writes names the version that they saw, so
that nobody overwrites words unseen. What may be read or written, the viewer's rights decide here.
"""
