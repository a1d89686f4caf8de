"""What leaves the house after packing: versions, links, the leader's word, recipients."""
