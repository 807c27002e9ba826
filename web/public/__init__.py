"""What everybody may read: the public notice, the cookies, and the choice about them."""
