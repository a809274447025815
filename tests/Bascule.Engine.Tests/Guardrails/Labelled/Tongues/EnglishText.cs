namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>English sentences and words.</summary>
internal static class EnglishText
{
    public const string Sentences =
        """
        prose: The meeting in {place} moved to {day} because the Project Board was not complete.
        prose: We sold {number} units in {month} {year}, most of them to customers of {brand}.
        prose: Please mark the box on page {number} and sign in blue ink.
        prose: May I suggest that we wait for the Quarterly Report before Bill of Materials is frozen?
        prose: Our Head of Sales will travel from {place} to {place} next {day}.
        prose: The Grace Period ends on {date}; after that the Late Fee of {amount} applies.
        prose: Hope springs eternal, but the build on {product} has been red since {day}.
        prose: Order {order} was shipped on {date} and weighs {amount} kg.
        prose: {brand} and {brand} announced a Joint Venture in {place}.
        prose: Machine Learning on {product} took {number} hours and {number} minutes.
        prose: To be frank, the Rose Garden Hotel in {place} was not worth the {amount} euros.
        prose: Chapter {number} explains why the Industrial Revolution began in {place}.
        prose: The Supreme Court heard the case in {month} {year} and decided it a year later.
        prose: Version {version} of {product} fixes the crash on start.
        prose: A Clean Desk Policy holds in all offices from {month} on.
        prose: Dear Sir or Madam, thank you for your patience with our Support Team.
        prose: The Art Museum opens at {time} on {day} and closes at {time}.
        prose: Take the Northern Line towards {place} and change at Victoria Station.
        prose: Good Morning, everybody. The {thing} will be down from {time} to {time}.
        prose: In the end the {thing} cost {amount} dollars more than planned.
        prose: Will the new {thing} work with {product} as well?
        prose: Nobody expected the Spanish Inquisition at the {brand} Annual General Meeting.
        prose: Mount Everest, Lake Superior and the River Thames are on every map.
        prose: It rained in {place}, so the Summer Party of {brand} took place indoors.
        prose: The Chief Financial Officer asked for the figures of {month} by {day}.
        prose: I read about the Black Forest, Dark Chocolate and Green Tea on a {brand} poster.
        prose: See table {number}: the average was {amount}, the maximum {number}.
        prose: Happy New Year and Merry Christmas from all of us at {brand}!
        email: Write to {email} if the link is broken.
        email: My address is {email}, please use that one.
        email: I forwarded it to {email} and {email} on {day}.
        email: ({email} bounced, by the way.)
        phone: Call me on {phone} after {time}.
        phone: My mobile number is {phone}.
        phone: Tel.: {phone}
        phone: You can reach the office under {phone} or {phone}.
        phone: Phone {phone}, ask for the manager.
        name: {name} signed the contract on {date}.
        name: The invoice goes to {name} in {place}.
        name: Please tell {name} that the {thing} is ready.
        name: I spoke with {name} and {name} about order {order}.
        name: My name is {full} and I ordered the {thing}.
        name: The patient, {name}, was seen on {date}.
        name: According to {name}, the {thing} never arrived.
        name: {full} works for {brand} in {place}.
        name: Could you add {full} to the thread?
        name: {full} and {full} were both at the meeting.
        ip: The request came from {ip} at {time}.
        ip: Please block {ip} on the firewall.
        ip: Our {thing} listens on {ip}, the spare one on {ip}.
        mac: The printer has the MAC address {mac}.
        mac: Device {mac} was last seen on {day}.
        url_credentials: Connect with {url_credentials} and run the report.
        url_credentials: The old connection string was {url_credentials}
        secret: Use the key {secret} until {day}.
        secret: I accidentally committed {secret} yesterday, can you revoke it?
        secret: Set the token to {secret} and restart.
        private_key: Here is the key of the server: {private_key}
        private_key: Install this one: {private_key}
        told: My {label} is {value}.
        told: {label}: {value}
        told: {label} {value}, valid until {date}
        told: Please change the {label} to "{value}".
        told: Is ({value}) the right {label} for order {order}?
        untold: We have {value} on file since {date}.
        untold: It should read {value}, not what is printed there.
        untold: Please use {value} from now on.
        untold: "{value}" was rejected by the form.
        hello: Hi {given},
        hello: Dear {name},
        hello: Hello {given}!
        hello: Dear all,
        hello: Good morning,
        bye: Best regards,\n{full}
        bye: Thanks, {given}
        bye: Kind regards\n{full}\n{brand}
        bye: Cheers,\n{given}
        bye: Yours faithfully
        subject: Order {order}
        subject: Question about your {thing}
        subject: Minutes of {day}
        chat: anyone seen {small}? she has the {thing}
        chat: ask {full} lol
        chat: {given} are you there
        """;

    public const string Words =
        """
        place = London|Manchester|Austin|San Francisco|Jordan|Charlotte|Lincoln|Sydney|New York|Edinburgh|Paris|Florence|Milan|Hamburg|Georgia|Wellington|Victoria|Boston|Cape Town|Santa Barbara|Chelsea
        month = January|February|March|April|May|June|July|August|September|October|November|December
        day = Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
        thing = server|printer|delivery|dashboard|heating|database|invoice|contract|prototype|Staging Environment|Payment Gateway
        iban = IBAN|bank account|account number (IBAN)
        card = credit card|card number|Visa|payment card
        ssn = SSN|social security number|Social Security No.
        nino = National Insurance number|NINO|NI number
        steuerid = German tax ID|Steuer-ID|IdNr
        insee = French social security number|NIR|INSEE number
        dni = DNI|Spanish ID number|NIE
        codicefiscale = codice fiscale|Italian tax code
        field.email = email|e_mail|contact_email
        field.phone = phone|mobile|telephone|phone_number
        field.iban = iban|account
        field.card = card_number|pan|cc
        field.ssn = ssn|social_security_number
        field.nino = nino|ni_number
        field.steuerid = tax_id|steuer_id
        field.insee = nir|insee
        field.dni = dni|national_id
        field.codicefiscale = codice_fiscale|fiscal_code
        field.ip = ip|client_ip|remote_addr
        field.mac = mac|mac_address
        field.url_credentials = database_url|dsn
        field.secret = api_key|token
        field.private_key = private_key|key
        field.full = name|full_name|customer
        field.reversed = name|employee
        field.given = first_name|given_name
        field.family = last_name|surname
        """;
}
