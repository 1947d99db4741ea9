"""Plain words of questions, which ask for nothing strange."""

from typing import Final

PLAIN: Final[frozenset[str]] = frozenset(
    """a an the this that these those it its he she they him her them his their himself herself themselves person
    persons people somebody someone anybody anyone nobody one guy man woman dude kid child boy girl lady actor
    subject figure character individual human player performer is are was were be been being am do does did
    done doing has have had having can could would should may might must what which who when where how why and
    or but not no yes if so then than as of in on at to for from with by about into onto over under up down
    out off through during while before after until again ever never always any some all both each every there
    here now just only really actually also too very quite rather right left ok okay please see seen sees look
    looks show shows shown tell say describe explain give happens happen happening happened going go goes gets
    get make makes made making use uses used using take takes taking perform performs performed performing
    clip video film recording motion movement movements move moves moving action actions activity activities
    exercise exercises thing things something anything nothing time times second seconds moment moments point
    part parts part frame start starts begin begins beginning end ends ending first last next second third
    whole entire total body kind sort type way ways like same different other more less most least faster
    slower quicker higher lower longer shorter deeper farther further earlier later sooner half speed speeds
    accelerate accelerates accelerating decelerate decelerates slows slowing constant steady facing finish
    finishes started began returns return line straight circle circles much many few lot little bit big small
    large long short fast slow quick quickly slowly high low far near close deep i you me my your we us our
    let lets sure true false correct case possible think you know mean else main word words sentence sequence
    order scene take event events turn pose position posture direct direction side body limb limbs full back
    front forth around together apart along at once still yet even case fact worker operator patient suspect
    athlete dancer player client student pupil avatar model participant lad bro task job genre beats drill routine
    piece capture mocap animation character shown visible involved during
    towards toward clearly obviously definitely apparently certainly surely just
    bottom top peak apex covered takeoff landing impact release increase increases decrease decreases rise rises
    drop drops pace tempo velocity place spot stay stays stayed staying same reached
    fastest slowest quickest highest lowest deepest sit walk run jump kick turn""".split()
)
