namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>Italian sentences and words.</summary>
internal static class ItalianText
{
    public const string Sentences =
        """
        prose: La riunione di {place} è rinviata a {day} perché il Consiglio di Amministrazione non era al completo.
        prose: A {month} {year} abbiamo venduto {number} pezzi, quasi tutti a clienti di {brand}.
        prose: Barrare la casella a pagina {number} e firmare con inchiostro blu.
        prose: Gentili Signori, grazie per la pazienza con il nostro Servizio Clienti.
        prose: Il treno da {place} a {place} ha {number} minuti di ritardo.
        prose: La mora di {amount} euro scade il {date}.
        prose: L'ordine {order} è partito il {date} e pesa {amount} kg.
        prose: {brand} e {brand} fondano una società comune a {place}.
        prose: Il Ministero delle Finanze ha approvato la domanda il {date}.
        prose: Secondo la tabella {number}, la media era {amount} e il massimo {number}.
        prose: La versione {version} di {product} corregge il blocco all'avvio.
        prose: Il Lago di Garda, le Cinque Terre e il Monte Bianco sono mete amate.
        prose: La Galleria degli Uffizi apre alle {time} di {day} e chiude alle {time}.
        prose: Buongiorno a tutti, la {thing} sarà ferma dalle {time} alle {time}.
        prose: Buon Natale e Felice Anno Nuovo da {brand}!
        prose: Le Condizioni Generali valgono da {month} {year}.
        prose: Il capitolo {number} parla della Repubblica di Venezia e di {place}.
        prose: L'Intelligenza Artificiale su {product} ha impiegato {number} ore per la relazione.
        prose: La Sua fattura di {amount} euro risulta ancora aperta.
        prose: La Croce Rossa e il Comune di {place} ringraziano i donatori.
        prose: Il Giro d'Italia passa da {place} di {day}.
        prose: Al Salone del Mobile {brand} ha mostrato una lampada nuova.
        prose: Le Risorse Umane attendono risposta entro {day} alle {time}.
        prose: Via Garibaldi è chiusa per lavori fino a {month}.
        prose: La nuova {thing} funziona anche con {product}?
        prose: Un Caffè Macchiato e un Tè Verde, sono {amount} euro.
        email: Scriva a {email} se il collegamento non va.
        email: Il mio indirizzo è {email}.
        email: L'ho inoltrato {day} a {email} e a {email}.
        email: (Il messaggio a {email} è tornato indietro.)
        phone: Mi chiami al {phone} dopo le {time}.
        phone: Il mio numero di cellulare è {phone}.
        phone: Tel.: {phone}
        phone: Può trovarci al {phone} o al {phone}.
        phone: Telefono {phone}, chieda della segreteria.
        name: {name} ha firmato il contratto il {date}.
        name: La fattura è per {name} a {place}.
        name: Dica a {name} che la {thing} è pronta.
        name: Ho parlato con {name} e con {name} dell'ordine {order}.
        name: Mi chiamo {full} e aspetto ancora la {thing}.
        name: Referente: {full}
        name: Secondo {name} la {thing} non è mai arrivata.
        name: {full} lavora da {brand} a {place}.
        name: {full} e {full} erano dal notaio {day}.
        name: Paziente: {full}, data di nascita {date}
        ip: La richiesta è arrivata da {ip} alle {time}.
        ip: Per favore bloccare {ip} sul firewall.
        ip: Il nostro server ascolta su {ip}, l'altro su {ip}.
        mac: La stampante ha l'indirizzo MAC {mac}.
        mac: Il dispositivo {mac} è stato visto {day}.
        url_credentials: Si colleghi con {url_credentials} e lanci la relazione.
        url_credentials: La vecchia connessione era {url_credentials}
        secret: Usa la chiave {secret} fino a {day}.
        secret: Ieri ho pubblicato {secret}, puoi revocarla?
        secret: Il token è {secret}, poi riavvia.
        private_key: Ecco la chiave del server: {private_key}
        private_key: Da installare: {private_key}
        told: Il mio {label} è {value}.
        told: {label}: {value}
        told: {label} {value}, valido fino al {date}
        told: Per favore correggere {label} in "{value}".
        told: È ({value}) il {label} giusto per l'ordine {order}?
        untold: Abbiamo {value} in archivio dal {date}.
        untold: Dovrebbe esserci {value} e non quello che è stampato.
        untold: Usi {value} d'ora in poi.
        untold: Il modulo non accetta «{value}».
        hello: Ciao {given},
        hello: Gentile Sig.ra {family},
        hello: Caro {given},
        hello: Egregio Dott. {family},
        hello: Buongiorno,
        bye: Cordiali saluti,\n{full}
        bye: Grazie, {given}
        bye: Distinti saluti\n{full}\n{brand}
        bye: Un abbraccio, {given}
        bye: Saluti
        subject: Ordine {order}
        subject: Domanda sulla Sua {thing}
        subject: Verbale di {day}
        chat: qualcuno ha visto {small}? ha la {thing}
        chat: chiedi a {full}
        chat: {given} ci sei
        """;

    public const string Words =
        """
        place = Roma|Milano|Reggio Emilia|La Spezia|Torino|San Gimignano|Napoli|Lugano|Firenze|Santa Margherita Ligure|Bologna|Verona|Palermo|Parigi|Monza|Ascoli Piceno|Trieste
        month = gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
        day = lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
        thing = consegna|fattura|macchina|banca dati|piattaforma|stampante|caldaia|bozza|applicazione
        iban = IBAN|conto corrente|numero di conto (IBAN)
        card = numero di carta|carta di credito|carta
        ssn = numero di previdenza sociale USA (SSN)|SSN
        nino = National Insurance number|NINO
        steuerid = codice fiscale tedesco (Steuer-ID)|Steuer-ID
        insee = numero di previdenza sociale francese|NIR
        dni = DNI|documento spagnolo|NIE
        codicefiscale = codice fiscale|C.F.|cod. fiscale
        field.email = email|posta_elettronica|mail
        field.phone = telefono|cellulare|tel
        field.iban = iban|conto
        field.card = carta|numero_carta
        field.ssn = ssn
        field.nino = nino
        field.steuerid = steuer_id|id_fiscale_tedesco
        field.insee = nir|insee
        field.dni = dni|documento_es
        field.codicefiscale = codice_fiscale|cf
        field.ip = ip|indirizzo_ip
        field.mac = mac|indirizzo_mac
        field.url_credentials = base_url|dsn
        field.secret = api_key|chiave
        field.private_key = private_key|chiave_privata
        field.full = nominativo|cliente|nome_completo
        field.reversed = nominativo|dipendente
        field.given = nome
        field.family = cognome
        """;
}
