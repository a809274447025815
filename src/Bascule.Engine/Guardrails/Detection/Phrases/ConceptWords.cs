using System.Collections.Frozen;
using System.Text;
using Bascule.Engine.Guardrails.Detection.Names;

namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>The words of each concept in English, German, French, Spanish and Italian.</summary>
internal static class ConceptWords
{
    private static readonly FrozenDictionary<ulong, Concepts> Table = Build(new()
    {
        [Concepts.Ignore] = """
            ignore ignoring disregard disregarding forget forgetting discard ignoriere ignoriert ignorieren vergiss vergesst vergessen missachte missachten ignorez ignorer oublie oubliez oublier
            ignora caso compte conto retta ascolto heed beachte befolge neglect drop erase überspringe überspring übergehe laisse ignorad ignore ignoren olvida olvidad olvide olvidar ignorate ignorare dimentica dimenticate dimenticare
            """,
        [Concepts.Prior] = """
            previous previously before vorher zuvor avant antes prima prior preceding above earlier former foregoing vorherigen vorherige vorigen vorige bisherigen bisherige obigen obige früheren frühere vorangegangenen précédentes précédents précédente précédent antérieures dessus
            anteriores anterior previas previos previa arriba precedenti precedente sopra all alle toutes todas tutte tutti alten alte old anciennes antiguas vecchie dessus haut oben davor dit given arriba decían dicho detto everything alles tout todo tutto
            """,
        [Concepts.Rules] = """
            instructions instruction rules guidelines directives directions commands prompts prompt orders constraints anweisungen anweisung regeln richtlinien vorgaben befehle instruktionen consignes directives règles ordres
            instrucciones instrucción reglas directrices órdenes indicaciones istruzioni istruzione regole direttive indicazioni ordini
            """,
        [Concepts.Reveal] = """
            reveal show print output display leak expose repeat recite disclose dump write share give tell zeige zeig verrate verrat gib wiederhole nenne offenbare révèle révélez affiche affichez montre montrez répète répétez donne
            mostrarme muestrame muéstrame muéstramelo enseña enseñame enséñame dame dammi revélame repíteme ripetimi revela revele muestra muestre imprime repite repita dime rivela rivelami mostra mostrami stampa ripeti dimmi scrivi
            """,
        [Concepts.System] = """
            system developer hidden initial original secret internal confidential pre-prompt systemprompt systemnachricht verborgenen geheimen internen ursprünglichen système cachées secret initiales internes initial sistema ocultas ocultos secretas iniciales
            internas nascoste segrete iniziali interne nascosto
            """,
        [Concepts.Prompt] = """
            prompt prompts instructions instruction message messages systemprompt systemnachricht anweisungen instruktionen consignes invite instrucciones mensaje istruzioni messaggio
            """,
        [Concepts.Your] = "your you deine deinen deiner eure ihre ihren tes ton vos votre tus tu sus vuestras le tue tuo tuoi vostre suoi",
        [Concepts.Bypass] = "bypass override circumvent disable deactivate evade umgehe umgehen deaktiviere überschreibe contourne contournez désactive désactivez elude desactiva evita anula aggira disattiva disabled desactivados desactivado desactivadas désactivés désactivées deaktiviert disattivati disattivate",
        [Concepts.Safety] = """
            safety security filter filters guardrails guardrail moderation safeguards restrictions protections policies policy sicherheitsrichtlinien sicherheitsfilter filtern sicherheit sécurité filtres garde-fous seguridad filtros salvaguardas sicurezza filtri
            """,
        [Concepts.Not] = "not never don dont no nicht niemals nie keinem ne pas jamais nunca nichts kein plus rien nada niente ya sin ohne senza sans without non mai",
        [Concepts.Tell] = "tell mention inform reveal notify say sage erwähne informiere verrate dis dites mentionne mentionnez informe digas menciones informes dire menzionare informare avvisare avvisa avisar avises avise warn alert benachrichtige benachrichtigen prévenir préviens dir diga digas decir decirle dica dirlo erzähle erzähl wissen savoir saber sapere sag",
        [Concepts.User] = "user users human benutzer nutzer anwender utilisateur usuario utente",
        [Concepts.You] = "you du ihr tu vous eres usted sei",
        [Concepts.Are] = "are will re bist seid es êtes eres sei siete become werde deviens",
        [Concepts.Now] = "now jetzt nun ab maintenant désormais ahora adesso ora henceforth longer",
        [Concepts.Pretend] = "pretend act roleplay role-play imagine simulate impersonate finta spiele tu stell simuliere verhalte agis fais imagine joue actúa finge simula imagina comportati fingi agisci immagina",
        [Concepts.Without] = "without no any free ignoring ohne keine keinerlei frei sans aucune aucun sin ninguna ningún senza nessuna nessun alcuna",
        [Concepts.Limits] = """
            restrictions restriction limitations limits limit filters filter censorship ethics ethical moral morals guidelines rules boundaries constraints safeguards einschränkungen beschränkungen grenzen filter zensur moral ethik regeln
            restrictions limites filtres censure morale éthique règles restricciones restricción regla regola règle regel rule límites filtros censura ética reglas restrizioni limiti filtri etica regole
            """,
        [Concepts.Mode] = "mode modus modo modalità",
        [Concepts.Special] = "developer dev god debug jailbreak unrestricted evil sudo admin root maintenance dan unfiltered uncensored entwickler développeur desarrollador sviluppatore desarrolladores dépannage depuración administrador administrateur amministratore",
        [Concepts.Enabled] = "enabled enable activated activate on enter entered switch enters unlock wechsle wechsel schalte gehe starte entra entre entrez passe passez basculez cambia pasa passa sblocca desbloquea débloque aktiviert aktiviere activé active activez activado activa attivata attiva",
        [Concepts.Jailbreak] = "jailbreak jailbroken jailbreaking machiavellian",
        [Concepts.Unbound] = "unfiltered uncensored unrestricted amoral unethical unhinged ungefiltert unzensiert uncensored débridé sans-filtre",
        [Concepts.Do] = "do",
        [Concepts.Anything] = "anything everything tout todo tutto alles whatever",
        [Concepts.Refuse] = "refuse refuses refusing decline apologize rehúses niegues rechaces rifiuti rifiutare rejette apologise disclaimer disclaimers warnings ablehnen verweigern verweigere refuser refusez negarte rechazar rifiutare rifiutarti",
        [Concepts.New] = "new updated following real actual neue neuen nouvelles nouvelle nuevas nueva nuove nuova",
        [Concepts.Assistant] = "assistant ai llm chatgpt chatbot model agent claude gpt assistent ki asistente assistente ia unia lia chatgpt bot bots assistants modelle modell modèle modelo",
        [Concepts.Send] = "send forward email upload exfiltrate post transmit transfer execute leak deliver upload sende schick leite lade übermittle envía envíalo manda mande mandala inviala inviare enviar envoyer transmets übertrage sende schicke leite envoie envoyez transfère envía reenvía invia inoltra",
        [Concepts.Void] = "valid apply applies void obsolete cancelled canceled suspended lifted revoked gelten gilt gültig aufgehoben hinfällig annulliert valables valable valent appliquent applicables annulées caduques valen vale válidas aplican anuladas valgono vale valide annullate sospese",
        [Concepts.Obey] = "obey follow listen serve gehorche gehorchst folge folgst höre hörst hör befolgst obéis obéissez obéiras suis suivez écoute écoutez obedece obedeces obedecerás sigue sigues haz obbedisci obbedirai segui ascolta fai",
        [Concepts.Only] = "only solely exclusively nur ausschließlich allein seulement uniquement qu solo solamente sólo únicamente soltanto esclusivamente",
        [Concepts.Note] = "note notice attention message hint instruction instructions hinweis achtung nachricht anweisung avis message consigne aviso nota atención mensaje avviso attenzione messaggio",
        [Concepts.Read] = "reads reading read processing processes seeing liest lesen verarbeitet lit lisez lisant traite lee lea leyendo procesa legge leggi leggendo elabora",
        [Concepts.Data] = "data conversation history chat contents content credentials keys secrets passwords password unterhaltung gespräch verlauf daten inhalt schlüssel conversación datos historial claves conversation données historique clés dati conversazione cronologia chiavi",
        [Concepts.Bound] = "bound restricted constrained limited tied gebunden beschränkt eingeschränkt lié liée contraint soumis sujeto atado limitado vincolato legato soggetto limitato",
        [Concepts.Stay] = "stay remain break bleib bleibe reste restez rester quédate mantente permanece resta rimani",
        [Concepts.Character] = "character role rolle personnage rôle personaje papel personaggio ruolo",
        [Concepts.Verbatim] = "verbatim exactly literally wort wörtlich mot textuellement palabra literalmente parola letteralmente",
        [Concepts.SystemPrompt] = "systemprompt systemprompts systemnachricht systemanweisung systemanweisungen",
        [Concepts.SpecialMode] = "debugmodus adminmodus gottmodus wartungsmodus entwicklermodus",
        [Concepts.Must] = "must should shall need required important immediately muss musst soll wichtig doit devez debe debes deve devi",
    });

    public static Concepts Find(ulong key) => Table.GetValueOrDefault(key);

    private static FrozenDictionary<ulong, Concepts> Build(Dictionary<Concepts, string> words)
    {
        var table = new Dictionary<ulong, Concepts>();
        foreach (var (concept, list) in words)
        {
            foreach (var word in list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                _ = Word.Read(Encoding.UTF8.GetBytes(word), 0, out var key);
                table[key] = table.GetValueOrDefault(key) | concept;
            }
        }

        return table.ToFrozenDictionary();
    }
}
