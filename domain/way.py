"""The way of the data, as one literal that can be read aloud."""

#: Stations in their order; `review` is a person and has no file under workers/stations.
WAY = (
    "intake",  # gives the file its identity, refuses what is no photo or clip
    "inspect",  # reads what the file says of itself
    "look",  # sees and hears it: pictures, scores, moments
    "tag",  # weighs the evidence for activity and date
    "read",  # reads the words in its picture, with which both are weighed again
    "preview",  # a small copy of a clip that browsers step through, and the outline of its sound
    "review",  # a person decides
    "storyboard",  # chooses and orders the shots
    "cut",  # renders and joins them
    "verify",  # measures the film against the requirements
    "package",  # film, report, photos, list, findings, checksums
    "export",  # what other editing programs need beside the originals
    "match",  # finds the shots of a film finished elsewhere among the assets
)
#: Done for every asset, one after the other.
ASSET_STATIONS = ("intake", "inspect", "look", "tag")
#: Done for every asset in its own time, while a person may review it already.
LATER_STATIONS = ("read", "preview")
#: Done for a whole campaign.
FILM_STATIONS = ("storyboard", "cut", "verify", "package", "export", "match")
