"""The sources that are kept out of training, whole, so that what was learnt from the others can be measured on them."""

SINGERS = ("kawaiineko", "house-fs_122", "trance-ebj_136")
KIT = "one-shots"      # the loose drums among the loops
BASSES = ("bass-swag",)
INSTRUMENTS = ("tonejs-guitar-nylon", "epiano-pianet", "tonejs-trumpet")
SECTOID = ("metal-madness",)
DRUMMERS = ("drummer7", "drummer10")
REVERBS = ("emt_140_dark_3", "omni-35-10")
SPEAKERS = ("pl_PL-darkman", "it_IT-paola", "nl_NL-pim", "hu_HU-anna")
