"""Questions in German, Spanish or French, word by word in English: enough to know what is asked."""

import re
from typing import Final, Literal

Language = Literal["English", "German", "Spanish", "French", "unknown"]

# Words and phrases without accents; the longest phrase is taken first. "" drops a word.
_GERMAN: Final = """
irgendwann=ever|irgendwo=anywhere|etwas=something|weg=away|bleibt=stays|die ganze zeit=all the time|ohne=without
stehen=standing|kurz=briefly|mensch=person|bitte=please|jemals=ever|jemand=someone
sag mir=tell me|sage mir=tell me|kannst du mir sagen=can you tell me|weisst du=do you know
wie=how|kommt=comes|kniet=kneels|knien=kneel|heisst=name is|wie lange=how long|nach links=to the left
nach rechts=to the right|zur seite=to the side|wie lang=how long|wie oft=how many times|wie viele=how many
wieviele=how many|wie viel=how much|wieviel=how much|wie schnell=how fast|wie weit=how far|wie hoch=how high
wie tief=how low|wie stark=how much|wann=when|wohin=which way|in welche richtung=which way|welche richtung=which way
wo=where|was=what|wer=who|wen=who|warum=why|wieso=why|weshalb=why|wofur=what for|womit=with what|welche=which
welcher=which|welches=which|welchem=which|welchen=which|macht=does|tut=does|machen=do|tun=do|passiert=happens
geschieht=happens|beschreibe=describe|beschreib=describe|fasse zusammen=summarise|zusammenfassung=summary|seite=side
richtung=direction|hand=hand|hande=hands|handen=hands|arm=arm|arme=arms|armen=arms|bein=leg|beine=legs|beinen=legs
fuss=foot|fusse=feet|fussen=feet|knie=knee|kopf=head|hufte=hip|faust=fist|ellbogen=elbow|links=left|linke=left
linken=left|linker=left|linkem=left|linkes=left|rechts=right|rechte=right|rechten=right|rechter=right|rechtem=right
rechtes=right|beide=both|beiden=both|oder=or|und=and|dreht sich um=turns around|dreht=turns|drehen=turn|dreh=turn
drehung=turn|umdrehung=turn|wendet=turns|geht=walks|gehen=walk|lauft=goes|laufen=go|rennt=runs|rennen=run|joggt=jogs
joggen=jog|sprintet=sprints|springt=jumps|springen=jump|sprung=jump|sprunge=jumps|hupft=hops|hupfen=hop|winkt=waves
winken=wave|tritt=kicks|treten=kick|kickt=kicks|kick=kick|tritte=kicks|schlagt=punches|schlagen=punch|schlag=punch
boxt=boxes|boxen=box|wirft=throws|werfen=throw|verbeugt=bows|verbeugen=bow|verbeugung=bow|verneigt=bows
kniebeuge=squat|kniebeugen=squats|hockt=squats|hocke=squat|hebt=raises|heben=raise|setzt=sits|setzen=sit|sitzt=sits
sitzen=sit|sitzend=sitting|liegt=lies|liegen=lie|liegend=lying|hinlegen=lie down|steht=stands|stehen=stand
stehend=standing|steht auf=gets up|aufstehen=get up|tanzt=dances|tanzen=dance|klatscht=claps|klatschen=clap
klettert=climbs|klettern=climb|fallt=falls|fallen=fall|buckt=bends down|bucken=bend down|beugt=bends|beugen=bend
schleicht=sneaks|hampelmanner=jumping jacks|hampelmann=jumping jack|schritte=steps|schritt=step|schritten=steps
person=person|mann=man|frau=woman|er=he|sie=she|es=it|jemand=someone|niemand=nobody|nicht=not|kein=no|keine=no
keinen=no|nie=never|vorwarts=forwards|nach vorne=forwards|ruckwarts=backwards|nach hinten=backwards
seitwarts=sideways|schnell=fast|schneller=faster|langsam=slowly|langsamer=slower|hoch=high|hoher=higher|zuerst=first
als erstes=first|erste=first|zuletzt=last|als letztes=last|letzte=last|danach=after that|dann=then
anschliessend=then|spater=later|vorher=before that|davor=before that|nachdem=after|bevor=before|nach=after
vor=before|wahrend=while|am ende=at the end|am anfang=at the beginning|ende=end|anfang=beginning|beginnt=begins
beginnen=begin|startet=starts|fangt=starts|endet=ends|hort auf=stops|aufhoren=stop|grad=degrees|meter=metres
metern=metres|sekunden=seconds|sekunde=seconds|zentimeter=centimetres|dauert=last|dauern=last|clip=clip|video=video
aufnahme=recording|bewegung=movement|ubung=exercise|ubungen=exercises|muskeln=muscles|muskel=muscle|sportart=sport
sport=sport|alt=old|jung=young|ist=is|sind=are|hat=has|gibt es=is there|gibt=gives|da=there|hier=here|den=the
der=the|die=the|das=that|dem=the|des=the|ein=a|eine=a|einen=a|einer=a|einem=a|im=in the|in=in|mit=with|auf=on|zu=to
am=at the|an=on|von=of|bis=to|fur=for|sich=|denn=|eigentlich=|mal=|bitte=please|ob=if|man=one|kann=can|stimmt=right
richtig=right|oben=up|unten=down|boden=floor|luft=air|welcher hand=which hand|gerade=straight|heisst=name is
name=name|traurig=sad|glucklich=happy|wutend=angry|tragt=wears|wetter=weather|gross=tall|ziel=goal|aufrecht=upright
gleichzeitig=at the same time|mehr=more|weniger=less|als=than|insgesamt=in all|ganze=whole|ganzen=whole|seinen=his
seine=his|ihre=her|ihren=her|ihr=her|sein=his|korper=body|person's=person|irgendwann=at some point|etwas=something
pause=pause|pausen=pauses|stehen bleibt=stops|halt an=stops|halt inne=pauses|stillsteht=stands still|still=still
prozent=percent|der zeit=of the time|zeit=time|irgendwann stehen=still at some point
zeitanteil=share of the time|bewegt=moves|bewegen=move|ungewohnlich=unusual|komisch=odd
auffallig=unusual|im vergleich zum=compared to the|verglichen mit=compared to|gleichgewicht=balance|beruhren=touch
anzahl der=number of|anzahl=number of|ganz unten=lowest|tiefsten punkt=lowest point|hinlegt=lies down
hinsetzt=sits down|aufsteht=gets up|losgeht=starts walking|stehenbleibt=stops|umdreht=turns around
erst=first|linkskurve=left turn|rechtskurve=right turn
beruhrt=touches|schultern=shoulders|fusse=feet|seiten=sides|nichts=nothing|moment=moment|zwischendurch=at some point
gelaufene=covered|zuruckgelegte=covered|gegangene=covered
rucken=back|bauch=belly|laufer=person|lauferin=person|biegt=turns|abbiegen=turn|abbiegt=turns|ab=|kurve=curve
strecke=distance|entfernung=distance|distanz=distance|geschwindigkeit=speed|hochstgeschwindigkeit=top speed
durchschnittsgeschwindigkeit=average speed|durchschnittlich=average|im schnitt=on average|im durchschnitt=on average
maximal=at most|maximale=maximum|maximalen=maximum|hochste=highest|hochsten=highest|tiefste=lowest|tiefsten=lowest
schnellste=fastest|schnellsten=fastest|weitesten=furthest|grosste=largest|grossten=largest|eher=rather
nach oben=upwards|nach unten=down|runter=down|herunter=down|hinunter=down|wieder=again|nimmt=takes|nehmen=take
kommen=come|werden=are|wird=is|trainiert=trained|trainieren=train|gehoben=raised|angehoben=raised|wem=to whom
greift=reaches|greifen=reach|korb=basket|trifft=hits|treffen=hit|legt=puts|stellt=puts|winkel=angle|landet=lands
landen=land|landung=landing|absprung=take-off|abheben=take off|beginn=beginning|mitte=middle|zweite=second
zweiten=second|dritte=third|dritten=third|ersten=first|letzten=last|reihenfolge=order|kreist=circles|kreisen=circle
schwingt=swings|schwingen=swing|wurf=throw|wurfe=throws|ball=ball|alter=old|alte=old|alten=old|junger=young
junge=young|mude=tired|energisch=energetic|lebhaft=lively|vorsichtig=careful|hektisch=hectic|entspannt=relaxed
streckt=stretches|gestreckt=stretched|gebeugt=bent|angewinkelt=bent|aufwarmen=warm up|ungefahr=approximately
etwa=about|genau=exactly|durch=through|raum=room|zum=to the|zur=to the|vom=from the|beim=at the|ins=into the
ans=to the|dabei=|noch=|schon=|auch=also|nur=only|immer=always|zwei=two|drei=three|einmal=once|zweimal=twice
dreimal=three times|mehrmals=several times|wirklich=really|so=|hin=|wie ein=like a|wie eine=like a
wie jemand=like someone|fusssohle=foot|handgelenk=wrist|handgelenke=wrists|ferse=heel|oberkorper=upper body
oberkorpers=upper body|in welcher reihenfolge=in what order|wie gross=how large|auf der stelle=in place|aus=out
leicht=slightly|stark=strongly|gegen=against|gegner=opponent|spieler=person|sportler=person|beugung=bend|zuruck=back
kommt zuerst=comes first|passiert zuerst=happens first|passiert zuletzt=happens last
hinkt=limps|hinken=limp|humpelt=limps|humpeln=limp|verlassen beide fusse den boden=do both feet leave the floor
verlasst=leaves|verlassen=leave|tief genug=deep enough|hoch genug=high enough|schnell genug=fast enough|genug=enough
tief=deep|tiefer=deeper|weich=soft|sanft=gentle|hart=hard|gut=good|gute=good|guter=good|gutes=good|schlecht=poor
schlechte=poor|richtig gemacht=done properly|korrekt=correct|sauber=clean|haltung=posture|korperhaltung=posture
technik=technique|gangbild=gait|gang=gait|normal=normal|gleichmassig=even|ruckartig=jerky|fliessend=fluid
stabil=stable|sicher=safe|beugen sich die knie=do the knees bend|beugt sich=bends|erschopft=exhausted
"""
_SPANISH: Final = """
dime=tell me|puedes decirme=can you tell me|sabes=do you know
cuantos anos tiene=how old|cuanto tiempo=how long|cuanto dura=how long last|cuantas veces=how many times
cuantos=how many|cuantas=how many|cuanto=how much|cuanta=how much|que tan rapido=how fast|que tan alto=how high
que tan lejos=how far|a que velocidad=how fast|que velocidad=how fast|que distancia=how far|que altura=how high
a que altura=how high|cuando=when|en que momento=when|hacia donde=which way|hacia que lado=which way
en que direccion=which way|a que lado=which way|adonde=which way|donde=where|que hace=what does
que esta haciendo=what is he doing|que pasa=what happens|que=what|deporte=sport|anos=years|quien=who|por que=why
cual=which|cuales=which|con que=with which|describe=describe|resume=summarise|resumen=summary|lado=side
direccion=direction|mano=hand|manos=hands|brazo=arm|brazos=arms|pierna=leg|piernas=legs|pie=foot|pies=feet
rodilla=knee|rodillas=knees|cabeza=head|cadera=hip|puno=fist|izquierda=left|izquierdo=left|derecha=right
derecho=right|ambas=both|ambos=both|dos manos=both hands|las dos=both|gira=turns|girar=turn|giro=turn|camina=walks
caminar=walk|caminando=walking|anda=walks|andar=walk|andando=walking|corre=runs|correr=run|corriendo=running
trota=jogs|salta=jumps|saltar=jump|saltando=jumping|salto=jump|saltos=jumps|saluda=waves|saludar=wave
saludando=waving|patea=kicks|patear=kick|patada=kick|patadas=kicks|golpea=punches|golpear=punch|punetazo=punch
punetazos=punches|lanza=throws|lanzar=throw|tira=throws|se inclina=bows|inclina=leans|reverencia=bow|inclinarse=bow
sentadilla=squat|sentadillas=squats|se agacha=crouches|agacha=crouches|levanta=raises|levantar=raise
se levanta=gets up|se sienta=sits|sentado=sitting|sentada=sitting|sienta=sits|acostado=lying|acostada=lying
tumbado=lying|tumbada=lying|se acuesta=lies down|se tumba=lies down|de pie=standing|parado=standing|parada=standing
esta=is|estan=are|baila=dances|bailar=dance|bailando=dancing|aplaude=claps|escala=climbs|trepa=climbs|cae=falls
se cae=falls|pasos=steps|paso=step|persona=person|hombre=man|mujer=woman|el=the|ella=she|alguien=someone|nadie=nobody
no=not|nunca=never|hacia adelante=forwards|adelante=forwards|hacia atras=backwards|atras=backwards|rapido=fast
lento=slow|despacio=slowly|alto=high|primero=first|primera=first|ultimo=last|ultima=last|despues de=after
despues=after that|luego=then|entonces=then|antes de=before|antes=before that|mientras=while|al final=at the end
al principio=at the beginning|al inicio=at the beginning|final=end|principio=beginning|empieza=starts
comienza=starts|termina=ends|grados=degrees|metros=metres|segundos=seconds|dura=last|video=video|movimiento=movement
ejercicio=exercise|ejercicios=exercises|musculos=muscles|deporte=sport|viejo=old|joven=young|es=is|son=are
hay=is there|hace=does|la=the|los=the|las=the|un=a|una=a|en=in|con=with|de=of|a=to|hacia=to|y=and|o=or|se=|su=his
ademas=also|y ademas=and|tambien=also|numero de=number of
por=by|suelo=floor|aire=air|verdad=right|se llama=name is|nombre=name|feliz=happy|triste=sad|lleva=wears|mas=more
se detiene=stops|detiene=stops|se para=stops|pausa=pause|pausas=pauses|en algun momento=at some point|hacen=do
que hacen=what do|porcentaje=percent|tiempo=time|del=of the|se mueve=moves|mueve=moves|mueven=move|quieto=still
quieta=still|inusual=unusual|raro=odd|extrano=odd|equilibrio=balance|se tocan=touch|tocan=touch|nada=nothing
comparado con=compared to|hombros=shoulders|momento=moment|todo el=all the
dobla=turns|dobla las rodillas=bends the knees|dobla la rodilla=bends the knee|flexiona=bends|corredor=person
corredora=person|velocidad=speed|velocidad maxima=maximum speed|velocidad media=average speed|maxima=maximum
maximo=maximum|minima=minimum|minimo=minimum|media=average|promedio=average|recorre=goes|recorrer=go|recorrido=path
avanza=goes forward|da=does|en el=in the|al=to the|baja=lowers|bajar=lower|bajan=come down|llegan=reach|llega=reaches
hasta=up to|hasta que altura=how high|hasta donde=how far|trabaja=train|trabajan=train|entrena=train|usa=uses
utiliza=uses|para=for|como se llama=what is the name of|como=how|estira=stretches|hacia arriba=up|arriba=up|abajo=down
hacia abajo=down|energico=energetic|energica=energetic|tranquilo=calm|tranquila=calm|relajado=relaxed|relajada=relaxed
rapida=fast|lenta=slow|lentamente=slowly|rapidamente=quickly|cansado=tired|cansada=tired|mayor=old|anciano=old person
anciana=old person|inclinado=bent|inclinada=bent|mas inclinado=most bent|mas inclinada=most bent|espalda=back
boca arriba=on the back|boca abajo=on the belly|barriga=belly|codo=elbow|hombro=shoulder|tobillo=ankle|muneca=wrist
toca=touches|recoge=picks up something|deja=puts down|pone=puts|coge=takes something|agarra=takes something
alcanza=reaches|aterriza=lands|despega=takes off|los dos=both|dos=two|tres=three|una vez=once|dos veces=twice
curva=curve|angulo=angle|vuelta=turn|ligeramente=slightly|siempre=always|solo=only|tambien=also|realmente=really
orden=order|en que orden=in what order|segundo=second|segunda=second|este=this|ese=that|clip=clip|algun=any|alguna=any
a la vez=at the same time|al mismo tiempo=at the same time|entre=between|durante=during|cada=each|mas alto=highest
mas alta=highest|mas bajo=lowest|mas baja=lowest|punto=point|mas rapido=faster|mas rapida=faster|o no=or not|tan=so
muy=very|bastante=rather|como un=like a|como una=like a|circulo=circle|circulos=circles|mitad=half|total=total
en total=in total|hacer=do|haciendo=doing|empezar=start|empieza a=starts to|cuando empieza=when starts
cuando termina=when ends|cuerpo=body|talon=heel|pone de pie=gets up|estira los brazos=stretches the arms|lo que=what
persigue=chases|ganar=win|gana=wins|mira=looks
cojea=limps|cojear=limp|cojera=limp|cojeando=limping|grabacion=recording|llegan=get
los dos pies dejan el suelo=do both feet leave the floor|dejan el suelo=leave the floor
deja el suelo=leaves the floor|lo bastante profunda=deep enough|lo bastante=enough|bastante=enough|suficiente=enough
profunda=deep|profundo=deep|suave=soft|aterrizaje=landing|duro=hard|buena=good|bueno=good|mala=poor|malo=poor
correcta=correct|correcto=correct|postura=posture|tecnica=technique|marcha=gait|normal=normal|regular=regular
brusco=jerky|fluido=fluid|estable=stable|cuanto se doblan las rodillas=how far do the knees bend|se doblan=bend
se dobla=bends|doblan=bend|agotado=exhausted|agotada=exhausted
"""
_FRENCH: Final = """
hauteur=height|est-ce que=|est-ce qu'il=he|est-ce qu'elle=she|s'assoit=sits|avance=goes forward|vitesse=speed
a quelle hauteur=how high|a quelle vitesse=how fast|duree=duration|recule=walks backwards
dis-moi=tell me|peux-tu me dire=can you tell me|sais-tu=do you know|a reculons=backwards
quel age=how old|combien de temps=how long|combien de fois=how many times|combien de=how many|combien=how much
a quelle vitesse=how fast|quelle vitesse=how fast|quelle distance=how far|a quelle hauteur=how high
quelle hauteur=how high|quand=when|a quel moment=when|dans quelle direction=which way|de quel cote=which way
vers ou=which way|ou=where|que fait=what does|qu'est-ce que=what|qu'est ce que=what|est-ce que=does|est ce que=does
qui=who|pourquoi=why|quelle=which|quel=which|quelles=which|quels=which|que=what|decris=describe|decrivez=describe
resume=summarise|cote=side|direction=direction|main=hand|mains=hands|bras=arm|jambe=leg|jambes=legs|pied=foot
pieds=feet|genou=knee|tete=head|gauche=left|droite=right|droit=right|deux mains=both hands|les deux=both
tourne=turns|tourner=turn|marche=walks|marcher=walk|court=runs|courir=run|saute=jumps|sauter=jump|saut=jump
sauts=jumps|salue=waves|saluer=wave|fait signe=waves|coup de pied=kick|coups de pied=kicks|coup de poing=punch
coups de poing=punches|frappe=punches|lance=throws|jette=throws|s'incline=bows|incline=leans|accroupit=squats
squat=squat|squats=squats|leve=raises|lever=raise|assis=sitting|assise=sitting|assied=sits|couche=lying
allonge=lying|debout=standing|danse=dances|applaudit=claps|grimpe=climbs|tombe=falls|pas=steps|personne=person
homme=man|femme=woman|il=he|elle=she|quelqu'un=someone|ne=|en avant=forwards|en arriere=backwards
recule=walks backwards|vite=fast|rapidement=fast|lentement=slowly|haut=high|d'abord=first|premier=first
premiere=first|dernier=last|derniere=last|ensuite=then|puis=then|apres=after|avant=before|pendant=while
a la fin=at the end|au debut=at the beginning|fin=end|debut=beginning|commence=starts|finit=ends|degres=degrees
metres=metres|secondes=seconds|dure=last|video=video|mouvement=movement|exercice=exercise|muscles=muscles
sport=sport|est=is|sont=are|y a-t-il=is there|fait=does|la=the|le=the|les=the|un=a|une=a|dans=in|avec=with|de=of
du=of the|des=of|et=and|sa=his|son=his|se=|vieux=old|jeune=young|sol=floor|nom=name|heureux=happy|triste=sad
porte=wears|plus=more
s'arrete=stops|arrete=stops|pause=pause|pauses=pauses|a un moment=at some point|font=do|que font=what do|qu'elle=she
qu'il=he|pourcentage=percent|pour cent=percent|bouge=moves|bougent=move|immobile=motionless|inhabituel=unusual
bizarre=odd|etrange=odd|equilibre=balance|se touchent=touch|touchent=touch|rien=nothing|par rapport au=compared to the
epaules=shoulders|moment=moment|quelque chose=something|chose=thing
vitesse maximale=maximum speed|vitesse moyenne=average speed|maximale=maximum|maximum=maximum|moyenne=average
coureur=person|tourne-t-il=turns he|parcourt=goes|distance=distance|metre=metre|dos=back|ventre=belly
sur le dos=on the back|sur le ventre=on the belly|baisse=lowers|vers le haut=up|vers le bas=down|utilise=uses
quels muscles=which muscles|plie=bends|genoux=knees|coude=elbow|epaule=shoulder|ordre=order
dans quel ordre=in what order|deux=two|trois=three|une fois=once|deux fois=twice|touche=touches|seulement=only
toujours=always|en l'air=in the air|atterrit=lands|main droite=right hand|main gauche=left hand|angle=angle
penche=leans|se penche=leans|calme=calm|energique=energetic|lent=slow|rapide=fast|fatigue=tired|bas=low|vers=towards
sur=on|au=at the|ce=this|cette=this|tres=very
couchee=lying|couche=lying|que se passe=what happens|d'abord=first|enregistrement=recording|boite=limps|boiter=limp
boiterie=limp|a reculons=backwards|reculons=backwards|quittent ils le sol=do leave the floor
les deux pieds quittent ils=do both feet leave|les deux pieds quittent=do both feet leave|quittent=leave
quitte=leaves|assez profond=deep enough|assez haut=high enough
assez=enough|profond=deep|profonde=deep|souple=soft|doux=soft|douce=soft|reception=landing|atterrissage=landing
bon=good|bonne=good|mauvais=poor|mauvaise=poor|correct=correct|correcte=correct|posture=posture|technique=technique
demarche=gait|normal=normal|normale=normal|regulier=regular|saccade=jerky|fluide=fluid|stable=stable|plient=bend
les genoux se plient=do the knees bend|se plient=bend|epuise=exhausted|qu'est-ce qu'il fait=what does he do
qu'est-ce qu'elle fait=what does she do|marche t elle=does she walk|marche-t-elle=does she walk
"""
# A word that alone tells the language, or two of those that English has, too.
_TELLING: Final[dict[Language, str]] = {
    "German": r"wie|wann|wohin|welche[rsmn]?|was|wer|warum|womit|dreht|geht|lauft|rennt|springt|winkt|macht|hebt"
    r"|verbeugt|"
    r"kniebeugen?|beschreibe?|ist|und|nicht|sich|oder|sie|er|mit|der|das|eine?|richtung|hand|bein|fuss"
    r"|setzt|sitzt|steht"
    r"|liegt|tanzt|klatscht|wirft|tritt|passiert|lange|schnell|rechts|links|grad|am|kein|niemand|sekunden"
    r"|schritte|gibt|biegt|bleibt|beugt|legt|greift|nimmt|trifft|wird|werden|wem|fasse",
    "Spanish": r"cuant[oa]s?|cuando|hacia|que|donde|cual|quien|gira|camina|corre|salta|saluda|hace|levanta|esta"
    r"|persona|la"
    r"|el|con|mano|lado|brazo|pierna|hay|una?|veces|se|derech[oa]|izquierd[oa]|baila|sienta|pasos|tiempo|dura|grados|es"
    r"|anda|andando|caminando|corriendo|despues|primero|nadie|video|al|final|como|ademas|tambien|y",
    "French": r"combien|quand|quelle?s?|est-ce|qu'est-ce|que|fait|tourne|marche|court|saute|leve|personne|la|le|une?"
    r"|avec"
    r"|main|temps|vers|fois|gauche|droite|jambe|bras|elle|il|dans|est|de|du|les|danse|assis|debout|pourquoi|qui",
}
_STRONG: Final[dict[Language, str]] = {
    "German": r"wie|wo|kommt|heisst|tragt|kniet|verbeugung|kniebeuge|wann|wohin|welche[rsmn]?|wer|warum|womit|dreht"
    r"|geht|lauft|rennt|springt|winkt|macht|hebt|verbeugt|"
    r"kniebeugen?|beschreibe?|und|nicht|sich|oder|setzt|sitzt|steht|liegt|passiert|schritte|niemand|gibt|biegt|bleibt"
    r"|beugt|legt|greift|nimmt|trifft|wird|werden|wem|fasse|hinkt|humpelt|linkskurve|rechtskurve|verlassen|fusse|landung|anzahl|wieviele?|bevor|nachdem|genug|haltung|gangbild",
    "Spanish": r"cuant[oa]s?|cuando|hacia|donde|cual|quien|llama|gira|camina|corre|salta|saluda|hace|levanta|mano"
    r"|pierna|deporte|esta|caminando|corriendo|saltando"
    r"|saludando|izquierd[oa]|baila|despues|primero|nadie|doblan?|cojea|cojeando|aterrizaje|postura|sentadillas?|recorre|empieza|termina|brazo"
    r"|anda|ademas|tambien",
    "French": r"combien|quand|quelle?s?|est-ce|qu'est-ce|tourne|saute|personne|jambe|gauche|droite|pourquoi"
    "|quittent?|passe|couchee?|genoux?|boite|reculons|profonde?|souple|atterrissage|demarche",
}


def _table(text: str) -> dict[str, str]:
    pairs = (entry.split("=") for line in text.strip().splitlines() for entry in line.strip().split("|"))
    return {word: english for word, english in pairs}


_TABLES: Final[dict[Language, dict[str, str]]] = {
    "German": _table(_GERMAN),
    "Spanish": _table(_SPANISH),
    "French": _table(_FRENCH),
}
_PATTERNS: Final = {
    language: re.compile(
        r"(?<![\w'-])(" + "|".join(map(re.escape, sorted(table, key=len, reverse=True))) + r")(?![\w'-])"
    )
    for language, table in _TABLES.items()
}


_OTHERS: Final = frozenset(
    # Italian, Portuguese, Dutch, the Scandinavian languages, Polish, Turkish: words that none of those above has.
    """che cosa della con quale gamba quanto quante quanti perche sta facendo lui lei gli dove quando cammina corre
    ele ela qual quantos quantas quantos faz fazendo pessoa perna braco voce nao onde uma primeiro depois quando
    hij zij het een doet welke hoe waar wanneer hoeveel keer linkerhand rechterhand springt loopt niet
    hvad hva han hun hon hur hvor mange ganger nar og och ikke inte gor gjor efter etter hopper hoppar hvilken vilken
    co robi ile razy kiedy ktora czy jak osoba reka noga gdzie ne kac nasil hangi kisi yapiyor kez""".split()
)
_LATIN: Final = re.compile(r"[a-z]")
NOT_UNDERSTOOD: Final = "That cannot be told: the question is not understood; ask in English."


_ENGLISH: Final = re.compile(
    r"\b(?:the|is|does|do|did|are|how|what|which|when|where|who|he|she|they|his|her|this|there|any|of|it|and|with|to)\b"
)


def language_of(text: str) -> Language:
    """The language of a question in lower case and without accents; English in doubt."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(bool(_LATIN.match(letter)) for letter in letters) < 0.7 * len(letters):
        return "unknown"
    words = re.findall(r"[\w'-]+", text)
    best: tuple[int, Language] = (0, "English")
    for language in ("German", "Spanish", "French"):
        own = [word for word in words if re.fullmatch(_TELLING[language], word)]
        strong = [word for word in words if re.fullmatch(_STRONG[language], word)]
        if strong and len(own) + len(strong) > best[0]:
            best = (len(own) + len(strong), language)
    if _ENGLISH.search(text):
        return best[1]
    if sum(word in _OTHERS for word in words) > max(best[0] / 2, 1):
        return "unknown"
    if best[0] == 0:
        # No word tells the language alone: most of them are of one.
        for language, table in _TABLES.items():
            own = [word for word in words if word in table and table[word] != word]
            if len(own) > max(len(words) / 2, 1):
                return language
    return best[1]


_PARTED: Final = tuple(
    (re.compile(pattern), english)
    for pattern, english in (
        (r"\blegt\b(.*)\bsich\b(.*)\bhin\b", r"liegt down\1\2"),
        (r"\blegt\b(.*)\bzuruck\b", r"goes\1"),
        (r"\bnimmt\b(.*)\b(?:he|hin)?runter\b", r"lowers\1"),
        (r"\bfass?e?\b(.*)\bzusammen\b", r"summarise\1"),
        (r"\bsteht\b(.*)\bauf(?=\W*$)", r"gets up\1"),
        (r"\bhort\b(.*)\bauf(?=\W*$)", r"stops\1"),
        (r"\bbleibt\b(.*)\bstehen\b", r"stays still\1"),
        (r"\bgeh(?:t|en)\b(.*)\bin die (?:hocke|knie)\b", r"squats\1"),
        (r"\bdreht\b(.*)\bum(?=\W*$)", r"turns around\1"),
        (r"\bhebt\b(.*)\bauf(?=\W*$)", r"picks up something\1"),
        (r"\bgreift\b(.*)\bnach oben\b", r"reaches up\1"),
        (r"\bstreckt\b(.*)\b(?:nach oben|hoch)\b", r"raises\1"),
    )
)
"""German verbs whose two parts stand apart, with what stands between them."""


_OR: Final = re.compile(r"(?<=[a-z] )(?<!vers )(?<!par )ou\b(?! (?:est|va|vont|se|il|elle)\b)")
"""French for "or", which is "where" with an accent: that begins a question."""


def in_english(text: str, language: Language) -> str:
    """A question in lower case and without accents, word by word in English; what has no word here stays."""
    if language in ("English", "unknown"):
        return text
    table = _TABLES[language]
    for pattern, english in _PARTED if language == "German" else ():
        text = pattern.sub(english, text)
    if language == "French":
        text = _OR.sub("or", text)
    return " ".join(_PATTERNS[language].sub(lambda match: table[match[1]], text).split())
