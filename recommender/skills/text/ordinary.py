"""Words of everyday English: as a label of one word they say too little to be a skill by chance.

``plan`` or ``design`` is the name of a skill in some taxonomies and stands in every second
sentence; ``Go`` and ``Excel`` are names only when they are written as names. Chosen by reading
what such labels matched in job advertisements.
"""

from __future__ import annotations

_EVERYDAY = """
    a abbott able about above accept access accompany account act action active activity add
    address advance advice advise affinity agile agree aid aim air alert algae all an analyse
    analyze and ant any apache apex apply area arrow art as ask assemble assembly asset assist
    at atom audacity audio back backbone balance base basic be beam bear begin benefit blend
    blender blink board body book border bottom brand break breaking bridge bring brush build
    building business but buy by calculate call can cap capture car care carry case cast cat
    cause cent cents change charge check chef chip choose circle class clean clear client clip
    close cloud coach code collect collection color colour combine come communicate compact
    company compare complete compose composer compute computer concept concourse conduct
    confidence confirm connect consider consult contact contain content context control cooling
    coordinate copy copying core corona correspondence cost count country course cover craft
    create cubic curl current customer cut cycle cyclone cypress dart dash data day deal decide
    deliver delta describe design detail detect determine develop development diameter did die
    diet dig direct discover discuss display do document doing domain door draw drive drop dust
    dynamic ease edge edit elastic element elm email ember employ end energy engage engine
    engineering ensure enter environment equipment establish estimate evaluate evaluating event
    examine example excel exchange execute exhibit experience experiment expert explain explore
    express face facilitate fast fear feature feel ferret field file fill filter finance find
    fire fit fix flash flask flex flow flutter focus follow food force form format formula
    forth forward foundation frame framework fuel function fusion future gain gather general
    get gin give go goal gold good goods grant graph great green grid group grow guide hack
    hair handle hands harvest have he head health hear hearing heart helm help hire history
    hold home hopper host how i identify if illustrate illustrator impact implement improve in
    include individual inform information innovate input inspect inspire install instruct
    interact interaction interest interview into invent investigate iris iron is it item jest
    jet job join judge julia jump keep kind knowledge language launch law lead learn learning
    less let level light like line link list listen literature live load local locate lock look
    loom loop love machine magic mail maintain make man manage management map market master
    match material matter me mean measure measuring mechanism meet meeting member message
    method migration mill mind mobile mode model modern mold monitor mould move must my name
    nest network new next no node not notice notion number object observe of offer office on
    one open operate operation option or oracle order organise organize other our out outlook
    output outside owner pack paint panda parcel part partner party pass path patience pattern
    pay people perform performance person phoenix photo pick pipe place plan planning platform
    play plug point pole policy polish political position post postman power practice prepare
    present press prince process product production program progress project promote propose
    prose prospect protect prove provide publish puff pull pulsar puppet purchase purpose
    pursue push quality quarter question quick rack rage rails raise rate rave re reach react
    read reason receive record recovery recruit reduce refer reflex region relate relay release
    remix remote render repair reply report reporting research reserve resource respond rest
    result retail retrieval return review rhino right risk rocket role room root route ruby
    rule run rust sage sales salt sand say scale scene schedule scheme scratch sea search
    section security see seesaw select sell send sense sentry sequel serve service session set
    setting share shell shiny ship show sign signal simple sing site sketch skill slack smart
    snowflake so social software solid solution solve sound source space spark speak speed
    spell spring square stack staff stage standard start state stay step storage store storm
    story strategy stream strong structure study style supply support survey swagger swift
    swing switch system table tableau take talk tank task teach teaching team teams tech
    technology tell term test testing texture that the theatre thing think this thread tie time
    to tool top touch trace track trade train training transform transport travel tree trigger
    type typology unity up update us use user value velvet verify version view vigilant vision
    visit visual vocabulary want warehouse watch water wave way we web well what wheel wild
    will win window windows wing wire with word work workday worker working workshop world
    write writing you your zeal zoom
"""
ORDINARY = frozenset(_EVERYDAY.split())

# A label that is one of these and one word more says no more than that word: "a computer".
_FUNCTION_WORDS = (
    "a an and any as at by for from in into its of on or other our the their these this to with"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

# Objects that make a verb no clearer.
VAGUE_OBJECTS = frozenset(("company", "individual", "other", "people", "person", "thing"))

# "apply critical thinking" also stands as "critical thinking": the verb only says that it is done.
HOLDING_VERBS = frozenset(("apply", "demonstrate", "have", "possess", "show", "use"))

# Advertisements say Photoshop and Power BI without their makers, but Word and Office mean too much.
MAKERS = frozenset(("adobe", "apache", "microsoft"))
KNOWN_WITHOUT_MAKER = frozenset(("excel",))
