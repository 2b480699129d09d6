"""What a column of sites may hold that holds one of several values."""

STATUSES = ("planned", "established", "building", "operating", "unknown")
#: A decision has been taken: what is building or operating is established too.
ESTABLISHED = ("established", "building", "operating")
ACCURACIES = ("surveyed", "digitised", "commune", "district", "province", "unknown")
VACANCY_BASES = ("stated", "estimated")
OCCUPANCY_BASES = ("industrial_land", "leasable_land", "total_land")
