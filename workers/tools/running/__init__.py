"""How a program or a decoder is started so that a sender's file can do no harm."""
