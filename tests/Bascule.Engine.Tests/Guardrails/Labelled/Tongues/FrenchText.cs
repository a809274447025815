namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>French sentences and words.</summary>
internal static class FrenchText
{
    public const string Sentences =
        """
        prose: La réunion à {place} est reportée à {day}, le Comité de direction n'étant pas au complet.
        prose: En {month} {year}, nous avons vendu {number} pièces, surtout à des clients de {brand}.
        prose: Merci de cocher la case page {number} et de signer à l'encre bleue.
        prose: Madame, Monsieur, nous vous remercions de votre patience.
        prose: Le train de {place} à {place} a {number} minutes de retard.
        prose: La pénalité de {amount} euros sera due le {date}.
        prose: La commande {order} est partie le {date} et pèse {amount} kg.
        prose: {brand} et {brand} créent une coentreprise à {place}.
        prose: Le Ministère de l'Économie a validé le dossier le {date}.
        prose: D'après le tableau {number}, la moyenne est de {amount} et le maximum de {number}.
        prose: La version {version} de {product} corrige l'arrêt au démarrage.
        prose: Le Mont Blanc, la Côte d'Azur et les Pays de la Loire attirent les visiteurs.
        prose: Le Musée du Louvre ouvre à {time} le {day} et ferme à {time}.
        prose: Bonjour à tous, la {thing} sera arrêtée de {time} à {time}.
        prose: Joyeux Noël et Bonne Année de la part de {brand} !
        prose: Les Conditions Générales de Vente s'appliquent dès {month} {year}.
        prose: Le chapitre {number} raconte la Révolution française à {place}.
        prose: L'Intelligence Artificielle sur {product} a mis {number} heures pour le rapport.
        prose: Votre facture de {amount} euros reste impayée à ce jour.
        prose: La Croix-Rouge et la Mairie de {place} remercient les donateurs.
        prose: Le Tour de France passe par {place} un {day} de juillet.
        prose: Au Salon de l'Agriculture, {brand} a montré un nouveau tracteur.
        prose: La Direction des Ressources Humaines attend une réponse avant {day}, {time}.
        prose: La rue de la République est barrée pour travaux.
        prose: Est-ce que la nouvelle {thing} marche aussi avec {product} ?
        prose: Un Café Crème et un Thé Vert, l'addition fait {amount} euros.
        email: Écrivez à {email} si le lien ne marche pas.
        email: Mon adresse est {email}.
        email: Je l'ai transmis {day} à {email} et à {email}.
        email: (Le message à {email} est revenu.)
        phone: Appelez-moi au {phone} après {time}.
        phone: Mon numéro de portable est le {phone}.
        phone: Tél. : {phone}
        phone: Vous pouvez nous joindre au {phone} ou au {phone}.
        phone: Téléphone {phone}, demandez l'accueil.
        name: {name} a signé le contrat le {date}.
        name: La facture est pour {name} à {place}.
        name: Dites à {name} que la {thing} est prête.
        name: J'ai parlé avec {name} et {name} de la commande {order}.
        name: Je m'appelle {full} et j'attends toujours la {thing}.
        name: Contact : {full}
        name: Selon {name}, la {thing} n'est jamais arrivée.
        name: {full} travaille chez {brand} à {place}.
        name: {full} et {full} étaient chez le notaire {day}.
        name: Patient : {full}, né le {date}
        ip: La requête est venue de {ip} à {time}.
        ip: Merci de bloquer {ip} au pare-feu.
        ip: Notre serveur écoute sur {ip}, l'autre sur {ip}.
        mac: L'imprimante a l'adresse MAC {mac}.
        mac: L'appareil {mac} a été vu {day}.
        url_credentials: Connectez-vous avec {url_credentials} et lancez le rapport.
        url_credentials: L'ancienne chaîne de connexion était {url_credentials}
        secret: Prends la clé {secret} jusqu'à {day}.
        secret: J'ai publié {secret} hier, peux-tu la révoquer ?
        secret: Le jeton est {secret}, puis redémarre.
        private_key: Voici la clé du serveur : {private_key}
        private_key: À installer : {private_key}
        told: Mon {label} est {value}.
        told: {label} : {value}
        told: {label} {value}, valable jusqu'au {date}
        told: Merci de corriger {label} en « {value} ».
        told: Est-ce que ({value}) est bien {label} pour la commande {order} ?
        untold: Nous avons {value} au dossier depuis le {date}.
        untold: Il faudrait lire {value} et non ce qui est imprimé.
        untold: Utilisez désormais {value} s'il vous plaît.
        untold: « {value} » est refusé par le formulaire.
        hello: Bonjour {given},
        hello: Chère Madame {family},
        hello: Cher {given},
        hello: Monsieur {family},
        hello: Bonjour,
        bye: Cordialement,\n{full}
        bye: Merci, {given}
        bye: Bien à vous,\n{full}\n{brand}
        bye: Bises, {given}
        bye: Salutations distinguées
        subject: Commande {order}
        subject: Question sur votre {thing}
        subject: Compte rendu de {day}
        chat: qqn a vu {small} ? elle a la {thing}
        chat: demande à {full}
        chat: {given} tu es là
        """;

    public const string Words =
        """
        place = Paris|Lyon|Saint-Étienne|Marseille|Aix-en-Provence|La Rochelle|Bruxelles|Genève|Nancy|Le Havre|Nantes|Lille|Tours|Florence|Clermont-Ferrand|Charleville-Mézières|Rennes|Angers|Le Mans
        month = janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
        day = lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
        thing = livraison|facture|machine|base de données|commande|plateforme|imprimante|maquette|chaudière
        iban = IBAN|compte bancaire (IBAN)|RIB
        card = numéro de carte|carte bancaire|carte Visa
        ssn = numéro de sécurité sociale américain (SSN)|SSN
        nino = National Insurance number|NINO
        steuerid = numéro fiscal allemand (Steuer-ID)|IdNr|Steuer-ID
        insee = numéro de sécurité sociale|NIR|numéro INSEE|N° de sécu
        dni = DNI|numéro d'identité espagnol|NIE
        codicefiscale = codice fiscale|code fiscal italien
        field.email = email|courriel|adresse_mail
        field.phone = telephone|tel|portable|mobile
        field.iban = iban|compte
        field.card = carte|numero_carte
        field.ssn = ssn
        field.nino = nino
        field.steuerid = steuer_id|id_fiscal_de
        field.insee = nir|secu|num_secu
        field.dni = dni|identite_es
        field.codicefiscale = codice_fiscale|code_fiscal
        field.ip = ip|adresse_ip
        field.mac = mac|adresse_mac
        field.url_credentials = base_url|dsn
        field.secret = api_key|jeton
        field.private_key = private_key|cle_privee
        field.full = nom_complet|client|contact
        field.reversed = nom|salarie
        field.given = prenom
        field.family = nom|nom_de_famille
        """;
}
