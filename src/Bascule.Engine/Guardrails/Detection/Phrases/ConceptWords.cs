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
            ignora ignorad ignore ignoren olvida olvidad olvide olvidar ignorate ignorare dimentica dimenticate dimenticare
            """,
        [Concepts.Prior] = """
            previous previously prior preceding above earlier former foregoing vorherigen vorherige vorigen vorige bisherigen bisherige obigen obige früheren frühere vorangegangenen précédentes précédents précédente précédent antérieures dessus
            anteriores anterior previas previos previa arriba precedenti precedente sopra all alle toutes todas tutte tutti
            """,
        [Concepts.Rules] = """
            instructions instruction rules guidelines directives directions commands prompts prompt orders constraints anweisungen anweisung regeln richtlinien vorgaben befehle instruktionen consignes directives règles ordres
            instrucciones instrucción reglas directrices órdenes indicaciones istruzioni istruzione regole direttive indicazioni ordini
            """,
        [Concepts.Reveal] = """
            reveal show print output display leak expose repeat recite disclose dump write share give tell zeige zeig verrate verrat gib wiederhole nenne offenbare révèle révélez affiche affichez montre montrez répète répétez donne
            revela revele muestra muestre imprime repite repita dime rivela rivelami mostra mostrami stampa ripeti dimmi scrivi
            """,
        [Concepts.System] = """
            system developer hidden initial original secret internal confidential pre-prompt systemprompt systemnachricht verborgenen geheimen internen ursprünglichen système cachées secret initiales internes initial sistema ocultas ocultos secretas iniciales
            internas nascoste segrete iniziali interne nascosto
            """,
        [Concepts.Prompt] = """
            prompt prompts instructions instruction message messages systemprompt systemnachricht anweisungen instruktionen consignes invite instrucciones mensaje istruzioni messaggio
            """,
        [Concepts.Your] = "your my deine deinen deiner eure ihre ihren tes ton vos votre tus tu sus vuestras le tue tuo tuoi vostre suoi",
        [Concepts.Bypass] = "bypass override circumvent disable deactivate evade umgehe umgehen deaktiviere überschreibe contourne contournez désactive désactivez elude desactiva evita anula aggira disattiva",
        [Concepts.Safety] = """
            safety security filter filters guardrails guardrail moderation safeguards restrictions protections policies policy sicherheitsrichtlinien sicherheitsfilter filtern sicherheit sécurité filtres garde-fous seguridad filtros salvaguardas sicurezza filtri
            """,
        [Concepts.Not] = "not never don dont no nicht niemals nie keinem ne pas jamais nunca non mai",
        [Concepts.Tell] = "tell mention inform reveal notify say sage erwähne informiere verrate dis dites mentionne mentionnez informe digas menciones informes dire menzionare informare",
        [Concepts.User] = "user users human benutzer nutzer anwender utilisateur usuario utente",
        [Concepts.You] = "you du ihr tu vous eres usted sei",
        [Concepts.Are] = "are will re bist seid es êtes eres sei siete become werde deviens",
        [Concepts.Now] = "now jetzt nun ab maintenant désormais ahora adesso ora henceforth longer",
        [Concepts.Pretend] = "pretend act roleplay role-play imagine simulate impersonate spiele tu stell simuliere verhalte agis fais imagine joue actúa finge simula imagina comportati fingi agisci immagina",
        [Concepts.Without] = "without no any free ignoring ohne keine keinerlei frei sans aucune aucun sin ninguna ningún senza nessuna nessun alcuna",
        [Concepts.Limits] = """
            restrictions restriction limitations limits limit filters filter censorship ethics ethical moral morals guidelines rules boundaries constraints safeguards einschränkungen beschränkungen grenzen filter zensur moral ethik regeln
            restrictions limites filtres censure morale éthique règles restricciones límites filtros censura ética reglas restrizioni limiti filtri etica regole
            """,
        [Concepts.Mode] = "mode modus modo modalità",
        [Concepts.Special] = "developer dev god debug jailbreak unrestricted evil sudo admin root maintenance dan unfiltered uncensored entwickler entwicklermodus développeur desarrollador sviluppatore",
        [Concepts.Enabled] = "enabled enable activated activate on enter entered switch aktiviert aktiviere activé active activez activado activa attivata attiva",
        [Concepts.Jailbreak] = "jailbreak jailbroken jailbreaking machiavellian",
        [Concepts.Unbound] = "unfiltered uncensored unrestricted amoral unethical unhinged ungefiltert unzensiert uncensored débridé sans-filtre",
        [Concepts.Do] = "do",
        [Concepts.Anything] = "anything everything",
        [Concepts.Refuse] = "refuse refuses refusing decline apologize apologise disclaimer disclaimers warnings ablehnen verweigern verweigere refuser refusez negarte rechazar rifiutare rifiutarti",
        [Concepts.New] = "new updated following real actual neue neuen nouvelles nouvelle nuevas nueva nuove nuova",
        [Concepts.Assistant] = "assistant ai llm chatgpt chatbot model agent claude gpt assistent ki asistente assistente modèle modelo",
        [Concepts.Send] = "send forward email upload exfiltrate post transmit transfer execute sende schicke leite envoie envoyez transfère envía reenvía invia inoltra",
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
