"""List the names of nationalities in English, from the FCDO's list of countries.

The list covers every state, so that the check treats all alike. It also has peoples and places whose names are used in
the same way.
"""

# Each name is a regular expression; "_" means a space.
NAMES = (
    "Afghan Albanian Algerian Andorran Angolan Antiguan Argentin(?:e|ian) Armenian Australian Austrian Azerbaijani "
    "Bahamian Bahraini Bangladeshi Barbadian Belarusian Belgian Belizean Beninese Bhutanese Bolivian Bosnian "
    "Botswanan Motswana Brazilian British Bruneian Bulgarian Burkinabe Burmese Burundian Cambodian Cameroonian "
    "Canadian Cape_Verdean Central_African Chadian Chilean Chinese Colombian Comoran Congolese Costa_Rican Croatian "
    "Cuban Cypriot Czech Danish Djiboutian Dominican Dutch East_Timorese Timorese Ecuadorian Egyptian Emirati "
    "English Equatorial_Guinean Eritrean Estonian Swazi Ethiopian Fijian Filipin[ao] Finnish French Gabonese "
    "Gambian Georgian German Ghanaian Greek Grenadian Guatemalan Guinean Guyanese Haitian Honduran Hongkonger "
    "Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican Japanese Jordanian "
    "Kazakh(?:stani)? Kenyan Kiribati Korean Kosovan Kurdish Kuwaiti Kyrgyz(?:stani)? Lao(?:tian)? Latvian Lebanese "
    "Mosotho Basotho Liberian Libyan Liechtenstein Lithuanian Luxembourgish Macedonian Malagasy Malawian Malaysian "
    "Maldivian Malian Maltese Marshallese Mauritanian Mauritian Mexican Micronesian Moldovan Mon[ée]gasque "
    "Mongolian Montenegrin Moroccan Mozambican Namibian Nauruan Nepal(?:i|ese) New_Zealander Nicaraguan Nigerian "
    "Nigerien Norwegian Omani Pakistani Palauan Palestinian Panamanian Papua_New_Guinean Paraguayan Peruvian Polish "
    "Portuguese Puerto_Rican Qatari Roma Romanian Russian Rwandan Salvadoran Sammarinese Samoan Saudi Scottish "
    "Senegalese Serbian Seychellois Sierra_Leonean Singaporean Slovak(?:ian)? Slovenian Solomon_Islander Somali "
    "South_African Sudanese South_Sudanese Spanish Sri_Lankan Surinamese Swedish Swiss Syrian Taiwanese "
    "Tajik(?:istani)? Tanzanian Thai Tibetan Togolese Tongan Trinidadian Tunisian Turkish Turkmen Tuvaluan Ugandan "
    "Ukrainian Uruguayan American Uzbek Vanuatu Venezuelan Vietnamese Welsh Yemeni Zambian Zimbabwean Kittitian "
    "St_Lucian Vincentian Vatican S[ãa]o_Tom[ée]an Myanmar Gibraltarian Bermudian"
)
NATIONALITY = "|".join(NAMES.split()).replace("_", r"\s")
