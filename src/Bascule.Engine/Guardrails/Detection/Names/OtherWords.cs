namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Words around names: what announces one, what is no name although it has a capital, and what makes a name that of a street or a firm.</summary>
internal static class OtherWords
{
    public const string Titles = """
        Mr Mrs Ms Miss Mister Dr Doctor Prof Professor Sir Madam Lady Dame Herr Herrn Frau Fräulein Doktor Dipl Ing Mme Mlle Mlles MM Monsieur Madame Mademoiselle Maître Docteur Professeur
        Sr Sra Srta Señor Señora Señorita Don Doña Sig Sigra Signor Signora Signorina Signore Dott Dottor Dottore Dottoressa Avv Ingegner Nurse Rev Reverend Rabbi Imam Pastor Capt Captain Sgt Lt Col
        """;

    public const string Greetings = """
        Dear Hi Hello Hey Liebe Lieber Hallo Moin Servus Cher Chère Chers Bonjour Salut Coucou Querido Querida Hola Estimado Estimada Apreciado Apreciada Caro Cara Gentile Ciao Buongiorno Egregio Salve Thanks Danke Merci Gracias Grazie Regards
        """;

    /// <summary>Behind a name: a place, a firm, a prize, a law of nature.</summary>
    public const string NoPerson = """
        Street St Avenue Ave Road Rd Lane Drive Boulevard Blvd Square Court Airport University College School Institute Institut Academy Inc Ltd LLC LLP GmbH AG KG SE SA SAS SARL SpA Srl Corp Corporation Company Co Group Foundation Stiftung Museum Hospital Klinik Church Cathedral
        Bridge Island Islands County City Town Beach River Lake Mountain Mountains Bay Park Hill Hills Valley Forest Station Prize Award Awards Medal Theorem Law Effect Constant Number Algorithm Method Equation Transform Distribution Bank Hotel Motors Brothers Sons Partners Associates Records Press
        Straße Strasse Platz Allee Weg Gasse Brücke Universität Hochschule Schule Verlag Preis Effekt Gesetz Konstante Kirche Dom Schloss Rue Prix Université Pont Gare Place Calle Plaza Premio Universidad Aeropuerto Via Piazza Corso Università Premio Stadium Arena Tower Building Center Centre
        Cup League Series Edition Framework Library Server Studio Code Cloud Engine API SDK Model Team Project Day Days Sunday Monday Museum Theatre Theater Opera Orchestra Quartet Syndrome Disease Krankheit Test Scale Index Formula Series Sequence Process Protocol Report Act Amendment
        """;

    /// <summary>Before a name: the same.</summary>
    public const string PlaceBefore = """
        San Santa Santo São Sao Saint Sainte Sankt St Ste Port Fort Lake Mount Mt Rue Avenue Boulevard Place Via Viale Piazza Corso Calle Plaza Paseo Avenida University Universität Université Hotel Hôtel Chateau Château New North South East West Cape Camp Castle Universidad Università
        """;

    /// <summary>Words with a capital that are no names: what sentences begin with, days, months, peoples, and what is written about.</summary>
    public const string Ordinary = """
        The This That These Those There Then They Them Their Here He She It Its We Us Our You Your My His Her If In Into Is Are Was Were Be Been Being Has Have Had Do Does Did Can Could Should Would Will Shall May Might Must Not No Nor Yes Ok Okay So Such Some Any All Both Each Every Either Neither Many Much
        Most More Less Few Several Other Others Another One Two Three Four Five Six Seven Eight Nine Ten First Second Third Last Next Previous Also Although Though However Moreover Furthermore Therefore Thus Hence Because Since While When Where Which Who Whom Whose Why What How And Or But For From With Without Within
        Of Off On Onto Over Under Up Down Out By At As After Before During Between Among Against About Above Below Across Around Through Until Unless Once Only Just Even Still Yet Again Ever Never Always Often Sometimes Usually Today Tomorrow Yesterday Now Soon Later Recently Finally Please Thank Thanks Sorry
        Ask Tell Give Get Got Let Make Made Take Took See Saw Look Find Found Call Called Send Sent Write Wrote Read Use Used Using Add Added Remove Removed Create Created Update Updated Delete Set Run Start Started Stop Open Close Show Check Test Try Note Notes Summary Question Answer Answers Example Examples Step Steps
        User Users Customer Customers Client Clients Employee Employees Manager Director President Minister Chancellor Senator Governor Mayor King Queen Prince Princess Pope Judge Lawyer Engineer Developer Assistant Agent Owner Author Editor Reader Member Members Patient Patients Student Students Teacher
        Name Names Email Phone Address Date Time Subject From To Cc Bcc Re Fwd Order Invoice Account Number Contract Report Meeting Project Team Company Department Office Service Support Sales Marketing Product Products System Systems Data Database Server File Files Folder Code Error Errors Warning Info Debug
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Spring Summer Autumn Winter Christmas Easter English German French Spanish Italian American British European Chinese Japanese Russian Indian African Asian
        English America Europe Asia Africa Germany France Spain Italy England Britain Japan China Russia India Canada Mexico Brazil Austria Switzerland Poland Berlin Munich Hamburg Vienna Zurich London Manchester Paris Lyon Madrid Barcelona Sevilla Rome Milan York Boston Chicago Texas California Tokyo
        Google Microsoft Apple Amazon Facebook Meta Oracle Linux Windows Android Python Java JavaScript Docker Kubernetes GitHub GitLab Slack Excel Word Outlook Teams Zoom OpenAI Anthropic Claude Gemini Mistral Llama Jira Jenkins Redis Kafka Spark Postgres SQL HTTP JSON XML HTML CSS API URL PDF CSV
        Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Und Oder Aber Doch Denn Weil Wenn Als Ob Dass Da Dann Hier Dort Er Sie Es Wir Ihr Ich Du Mein Meine Dein Sein Seine Ihre Unser Unsere Euer Kein Keine Nicht Nur Auch Noch Schon Sehr Mehr Viel Viele Alle Alles Jeder Jede Jedes Dieser Diese Dieses
        In Im An Am Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Über Unter Um Durch Für Gegen Ohne Bis Seit Während Wegen Trotz Heute Morgen Gestern Jetzt Bald Immer Nie Manchmal Bitte Danke Ja Nein Was Wer Wie Wo Wann Warum Welche Welcher Können Kann Könnte Muss Müssen Soll Sollte Wird Werden Wurde Hat Haben
        Ist Sind War Waren Habe Kunde Kunden Kundin Mitarbeiter Mitarbeiterin Chef Chefin Kollege Kollegin Leiter Leiterin Anwalt Arzt Ärztin Lehrer Lehrerin Minister Ministerin Kanzler Kanzlerin Präsident Präsidentin Bürgermeister Firma Abteilung Vertrag Rechnung Bestellung Termin Sitzung Bericht Projekt Frage Antwort
        Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Januar Februar März Mai Juni Juli Oktober Dezember Uhr Tag Tage Woche Monat Jahr Haus Stadt Land Damen Herren Kolleginnen Kollegen Grüße Gruß Team Deutschland Österreich Schweiz Frankreich Spanien Italien Deutsche Deutscher Telefon Adresse Konto
        Le La Les Un Une Des Du De Et Ou Mais Donc Or Ni Car Il Elle Ils Elles Nous Vous Je Tu On Ce Cette Ces Cet Mon Ma Mes Ton Ta Tes Son Sa Ses Notre Votre Leur Leurs Qui Que Quoi Quand Comment Pourquoi Où Si Oui Non Dans Sur Sous Avec Sans Pour Par Chez Entre Vers Depuis Pendant Après Avant Aussi Alors Ainsi
        Hier Demain Aujourd Maintenant Toujours Jamais Souvent Client Cliente Facture Contrat Commande Société Équipe Projet Rapport Réunion Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche Janvier Février Mars Avril Juin Juillet Août Septembre Octobre Novembre Décembre France Allemagne Espagne Italie Suisse Europe
        Tous Toutes Collègues Messieurs Mesdames Monde Est Sont Était Cordialement Bien Merci Bonjour El Los Las Una Unos Unas Y O Pero Porque Cuando Como Donde Quien Que Si No Yo Tú Él Ella Ellos Nosotros Usted Ustedes Mi Mis Su Sus Este Esta Estos Estas Ese Esa Aquel Todo Todos Todas En Con Sin Por Para Entre
        Desde Hasta Sobre Hoy Mañana Ayer Ahora Siempre Nunca También Ya Más Muy Cliente Clientes Factura Contrato Pedido Empresa Equipo Proyecto Informe Reunión Lunes Martes Miércoles Jueves Viernes Sábado Domingo Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre España Alemania Francia
        Amigos Amigo Señores Saludos Es Son Fue Está Il Lo Gli Uno E Ma Perché Quando Come Dove Chi Che Se Sì Io Lui Lei Noi Voi Loro Mio Mia Tuo Suo Sua Nostro Vostro Questo Questa Questi Queste Quello Tutto Tutti Nel Nella Dal Dalla Al Alla Con Per Tra Fra Da Di Del Della Oggi Domani Ieri Ora Sempre Mai Anche Già
        Molto Fattura Contratto Ordine Azienda Squadra Progetto Riunione Lunedì Martedì Mercoledì Giovedì Venerdì Sabato Domenica Gennaio Febbraio Aprile Maggio Giugno Luglio Settembre Ottobre Dicembre Italia Germania Francia Spagna Colleghi Signori Saluti È Sono Era Ihnen Ihrem Ihren Ihrer Ihres Euch Uns Sich Mich Dich Ihn Ihm Meinem Meinen Seinem Seinen Neue Neuer Neues Neuen Gute Guten Guter Frohe Frohes Schöne Schönen Erste Ersten Beste Besten Viel Viele Sehr
        Hiring Recruiter Community Parents Neighbour Neighbor Santa Valued Sirs Ladies Gentlemen Mom Dad Mum Kitty There Again Kundenservice Kundendienst Freunde Freundin Freund Eltern Mama Papa Oma Opa Leute Zusammen Équipe Amis Ami Amie Maman Client Cliente Clients
        Clientes Equipo Familia Mamá Papá Amiga Amigas Hola Squadra Famiglia Amico Amici Amica Mamma Nonna Joyeux Joyeuse Bonne Bon Buon Buona Buono Feliz Felice Felices Merry Happy Nuovo Nuova Nuevo Nueva Nouveau Nouvelle Grande Gran Mairie Croix
        Ayuntamiento Comune Gemeinde Verband Verein Bund Bundes Bahn Zug Train Tren Treno Line Lines Tour Feria Salon Salone Salón Messe Fair Annual General Sir Madam Everyone Folks Friends Guys World Colleagues
        """;

    /// <summary>Firms and brands that are called like a person.</summary>
    public const string Firms = """
        Morgan Stanley|Merrill Lynch|Goldman Sachs|Harley Davidson|Estée Lauder|Hugo Boss|Louis Vuitton|Christian Dior|Saint Laurent|Thomas Cook|Rolls Royce|Marks Spencer|Calvin Klein|Ralph Lauren|Tommy Hilfiger|Michael Kors|Jack Daniel|Charles Schwab|Wells Fargo|Warner Bros|Philip Morris
        Eli Lilly|Max Mara|Jack Jones|John Deere|Fred Perry|Paul Smith|Marc Jacobs|Emilio Pucci|Ernst Young|Thomson Reuters|Johns Hopkins|Johnson Johnson|Procter Gamble|Dr Oetker|Miss Universe|Mercedes Benz|Giorgio Armani|Jean Paul Gaultier|Leroy Merlin|Hewlett Packard|Abercrombie Fitch|Reggio Emilia|Clermont Ferrand
        """;

    /// <summary>In small letters between the parts of a name.</summary>
    public const string Particles = "von vom van der den de del della dello degli dei di da dos das du la le los las lo zu zur zum ter ten bin ibn ben al el af av d";
}
