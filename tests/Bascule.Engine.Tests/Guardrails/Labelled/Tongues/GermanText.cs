namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>German sentences and words.</summary>
internal static class GermanText
{
    public const string Sentences =
        """
        prose: Die Sitzung in {place} wurde auf {day} verschoben, weil die Geschäftsführung nicht vollzählig war.
        prose: Im {month} {year} haben wir {number} Stück verkauft, die meisten an Kunden von {brand}.
        prose: Bitte kreuzen Sie das Feld auf Seite {number} an und unterschreiben Sie mit blauer Tinte.
        prose: Sehr geehrte Damen und Herren, vielen Dank für Ihre Geduld mit unserem Kundendienst.
        prose: Der Zug von {place} nach {place} hat {number} Minuten Verspätung.
        prose: Die Mahngebühr von {amount} Euro wird am {date} fällig.
        prose: Bestellung {order} wurde am {date} versandt und wiegt {amount} kg.
        prose: {brand} und {brand} gründen in {place} ein Gemeinschaftsunternehmen.
        prose: Das Bundesministerium für Wirtschaft hat den Antrag am {date} genehmigt.
        prose: Laut Tabelle {number} lag der Durchschnitt bei {amount}, der Höchstwert bei {number}.
        prose: Version {version} von {product} behebt den Absturz beim Start.
        prose: Der Schwarzwald, der Bodensee und die Zugspitze sind beliebte Ziele.
        prose: Am {day} bleibt die Kantine geschlossen, das Café Central öffnet um {time} Uhr.
        prose: Guten Morgen zusammen, die {thing} steht von {time} bis {time} Uhr nicht zur Verfügung.
        prose: Frohe Weihnachten und ein gutes Neues Jahr wünscht Ihnen {brand}!
        prose: Die Allgemeinen Geschäftsbedingungen gelten ab {month} {year}.
        prose: Kapitel {number} erklärt, warum der Westfälische Friede in {place} geschlossen wurde.
        prose: Künstliche Intelligenz auf {product} brauchte {number} Stunden für den Bericht.
        prose: Leider ist Ihre Rechnung über {amount} Euro noch offen.
        prose: Das Rote Kreuz und die Freiwillige Feuerwehr {place} danken allen Spendern.
        prose: Die Berliner Mauer fiel im November, die Deutsche Einheit folgte ein Jahr später.
        prose: Auf der Hannover Messe zeigte {brand} eine neue Steuerung.
        prose: Der Betriebsrat bittet um Rückmeldung bis {day}, {time} Uhr.
        prose: Mit freundlichem Gruß aus {place} sendet {brand} den Katalog für {month}.
        prose: Die Straße zum Alten Rathaus ist wegen Bauarbeiten gesperrt.
        prose: Ob die neue {thing} auch mit {product} läuft, prüft die Technik am {day}.
        prose: Junge Leute trinken Grünen Tee, ältere lieber Schwarzen Kaffee.
        email: Schreiben Sie an {email}, falls der Link nicht geht.
        email: Meine Adresse lautet {email}.
        email: Ich habe es am {day} an {email} und {email} weitergeleitet.
        email: (Die Mail an {email} kam zurück.)
        phone: Rufen Sie mich nach {time} Uhr unter {phone} an.
        phone: Meine Handynummer ist {phone}.
        phone: Tel.: {phone}
        phone: Telefonisch erreichen Sie uns unter {phone} oder {phone}.
        phone: Rückruf bitte an {phone}, Danke.
        name: {name} hat den Vertrag am {date} unterschrieben.
        name: Die Rechnung geht an {name} in {place}.
        name: Bitte sagen Sie {name}, dass die {thing} fertig ist.
        name: Ich habe mit {name} und {name} über Auftrag {order} gesprochen.
        name: Mein Name ist {full}, ich warte noch auf die {thing}.
        name: Ansprechpartner: {full}
        name: Laut {name} ist die {thing} nie angekommen.
        name: {full} arbeitet bei {brand} in {place}.
        name: Am {day} waren {full} und {full} beim Notar.
        name: Patient: {full}, geboren am {date}
        ip: Die Anfrage kam um {time} Uhr von {ip}.
        ip: Bitte {ip} an der Firewall sperren.
        ip: Unser Rechner lauscht auf {ip}, der zweite auf {ip}.
        mac: Der Drucker hat die MAC-Adresse {mac}.
        mac: Das Gerät {mac} wurde zuletzt am {day} gesehen.
        url_credentials: Verbinden Sie sich mit {url_credentials} und starten Sie den Bericht.
        url_credentials: Die alte Verbindung war {url_credentials}
        secret: Nimm bis {day} den Schlüssel {secret}.
        secret: Ich habe gestern {secret} eingecheckt, bitte sperren.
        secret: Das Token ist {secret}, danach neu starten.
        private_key: Hier der Schlüssel des Servers: {private_key}
        private_key: Bitte einspielen: {private_key}
        told: Meine {label} ist {value}.
        told: {label}: {value}
        told: {label} {value}, gültig bis {date}
        told: Bitte ändern Sie die {label} auf „{value}“.
        told: Ist ({value}) die richtige {label} zu Auftrag {order}?
        untold: Bei uns ist seit {date} {value} hinterlegt.
        untold: Dort müsste {value} stehen, nicht was gedruckt ist.
        untold: Bitte ab jetzt {value} verwenden.
        untold: „{value}“ nimmt das Formular nicht an.
        hello: Hallo {given},
        hello: Sehr geehrte Frau {family},
        hello: Sehr geehrter Herr {family},
        hello: Liebe {given},
        hello: Guten Tag,
        bye: Mit freundlichen Grüßen\n{full}
        bye: Viele Grüße, {given}
        bye: Beste Grüße\n{full}\n{brand}
        bye: LG {given}
        bye: Hochachtungsvoll
        subject: Auftrag {order}
        subject: Frage zu Ihrer {thing}
        subject: Protokoll vom {day}
        chat: hat wer {small} gesehen? sie hat die {thing}
        chat: frag mal {full}
        chat: {given} bist du da
        """;

    public const string Words =
        """
        place = Berlin|München|Bad Homburg|Frankfurt am Main|Köln|Sankt Augustin|Wien|Zürich|Hamburg|Neustadt an der Weinstraße|Leipzig|Paris|Essen|Halle|Rom|Fulda|Lüneburg|Baden-Baden|Rostock|Hof
        month = Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember
        day = Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag
        thing = Lieferung|Heizung|Datenbank|Rechnung|Anlage|Software|Maschine|Vorlage|Steuerung|Anwendung
        iban = IBAN|Kontonummer (IBAN)|Bankverbindung
        card = Kreditkarte|Kartennummer|Kreditkartennummer
        ssn = US-Sozialversicherungsnummer|SSN|Social Security Number
        nino = National Insurance Number|NINO|britische Sozialversicherungsnummer
        steuerid = Steuer-ID|Steueridentifikationsnummer|IdNr.|steuerliche Identifikationsnummer
        insee = französische Sozialversicherungsnummer|NIR|INSEE-Nummer
        dni = DNI|spanische Ausweisnummer|NIE
        codicefiscale = Codice fiscale|italienische Steuernummer
        field.email = email|e-mail|mailadresse
        field.phone = telefon|tel|mobil|handy|telefonnummer
        field.iban = iban|konto
        field.card = kartennummer|kreditkarte
        field.ssn = ssn|us_ssn
        field.nino = nino|ni_nummer
        field.steuerid = steuer_id|idnr|steueridentnr
        field.insee = nir|insee
        field.dni = dni|ausweis_es
        field.codicefiscale = codice_fiscale|cf
        field.ip = ip|ip_adresse|absender_ip
        field.mac = mac|mac_adresse
        field.url_credentials = datenbank_url|dsn
        field.secret = api_key|schluessel
        field.private_key = private_key|privater_schluessel
        field.full = name|kunde|ansprechpartner
        field.reversed = name|mitarbeiter
        field.given = vorname
        field.family = nachname|familienname
        """;
}
