namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>Spanish sentences and words.</summary>
internal static class SpanishText
{
    public const string Sentences =
        """
        prose: La reunión de {place} se aplaza al {day} porque el Consejo de Administración no estaba completo.
        prose: En {month} de {year} vendimos {number} unidades, casi todas a clientes de {brand}.
        prose: Marque la casilla de la página {number} y firme con tinta azul.
        prose: Estimados señores, gracias por su paciencia con nuestro Servicio Técnico.
        prose: El tren de {place} a {place} lleva {number} minutos de retraso.
        prose: El recargo de {amount} euros vence el {date}.
        prose: El pedido {order} salió el {date} y pesa {amount} kg.
        prose: {brand} y {brand} crean una empresa conjunta en {place}.
        prose: El Ministerio de Hacienda aprobó la solicitud el {date}.
        prose: Según la tabla {number}, la media fue {amount} y el máximo {number}.
        prose: La versión {version} de {product} corrige el fallo al arrancar.
        prose: Sierra Nevada, la Costa Brava y los Picos de Europa reciben muchos visitantes.
        prose: El Museo del Prado abre a las {time} el {day} y cierra a las {time}.
        prose: Buenos días a todos, la {thing} estará parada de {time} a {time}.
        prose: ¡Feliz Navidad y Próspero Año Nuevo de parte de {brand}!
        prose: Las Condiciones Generales rigen desde {month} de {year}.
        prose: El capítulo {number} trata de la Guerra de Sucesión en {place}.
        prose: La Inteligencia Artificial de {product} tardó {number} horas en el informe.
        prose: Su factura de {amount} euros sigue pendiente.
        prose: La Cruz Roja y el Ayuntamiento de {place} agradecen las donaciones.
        prose: La Semana Santa de {place} empieza un {day} de abril.
        prose: En la Feria del Libro, {brand} presentó un lector nuevo.
        prose: Recursos Humanos espera respuesta antes del {day} a las {time}.
        prose: La calle Mayor está cortada por obras.
        prose: ¿La nueva {thing} funciona también con {product}?
        prose: Un Café Solo y un Té Verde, son {amount} euros.
        email: Escriba a {email} si el enlace no funciona.
        email: Mi correo es {email}.
        email: Lo reenvié el {day} a {email} y a {email}.
        email: (El mensaje a {email} vino devuelto.)
        phone: Llámeme al {phone} después de las {time}.
        phone: Mi número de móvil es el {phone}.
        phone: Tel.: {phone}
        phone: Puede localizarnos en el {phone} o en el {phone}.
        phone: Teléfono {phone}, pregunte en recepción.
        name: {name} firmó el contrato el {date}.
        name: La factura es para {name} en {place}.
        name: Dígale a {name} que la {thing} está lista.
        name: Hablé con {name} y con {name} del pedido {order}.
        name: Me llamo {full} y sigo esperando la {thing}.
        name: Contacto: {full}
        name: Según {name}, la {thing} nunca llegó.
        name: {full} trabaja en {brand}, en {place}.
        name: {full} y {full} estuvieron en la notaría el {day}.
        name: Paciente: {full}, fecha de nacimiento {date}
        ip: La petición vino de {ip} a las {time}.
        ip: Por favor bloquee {ip} en el cortafuegos.
        ip: Nuestro servidor escucha en {ip}, el otro en {ip}.
        mac: La impresora tiene la dirección MAC {mac}.
        mac: El equipo {mac} se vio el {day}.
        url_credentials: Conéctese con {url_credentials} y lance el informe.
        url_credentials: La conexión antigua era {url_credentials}
        secret: Usa la clave {secret} hasta el {day}.
        secret: Ayer subí {secret} por error, ¿puedes revocarla?
        secret: El token es {secret}, luego reinicia.
        private_key: Aquí está la clave del servidor: {private_key}
        private_key: Para instalar: {private_key}
        told: Mi {label} es {value}.
        told: {label}: {value}
        told: {label} {value}, válido hasta el {date}
        told: Por favor cambie {label} a "{value}".
        told: ¿Es ({value}) el {label} correcto del pedido {order}?
        untold: Tenemos {value} en la ficha desde el {date}.
        untold: Debería poner {value} y no lo que está impreso.
        untold: Use {value} a partir de ahora.
        untold: El formulario no acepta «{value}».
        hello: Hola {given}:
        hello: Estimada Sra. {family}:
        hello: Estimado {given},
        hello: Querida {given},
        hello: Buenos días:
        bye: Un saludo,\n{full}
        bye: Gracias, {given}
        bye: Atentamente,\n{full}\n{brand}
        bye: Un abrazo, {given}
        bye: Saludos cordiales
        subject: Pedido {order}
        subject: Consulta sobre su {thing}
        subject: Acta del {day}
        chat: alguien ha visto a {small}? tiene la {thing}
        chat: pregúntale a {full}
        chat: {given} estás ahí
        """;

    public const string Words =
        """
        place = Madrid|Barcelona|San Sebastián|Santiago de Compostela|Valencia|Las Palmas|Bogotá|Buenos Aires|Guadalajara|Mérida|Sevilla|Zaragoza|Santa Cruz de Tenerife|Lima|Florencia|Vitoria|León|Córdoba
        month = enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
        day = lunes|martes|miércoles|jueves|viernes|sábado|domingo
        thing = entrega|factura|máquina|base de datos|plataforma|impresora|caldera|maqueta|aplicación
        iban = IBAN|cuenta bancaria|número de cuenta (IBAN)
        card = número de tarjeta|tarjeta de crédito|tarjeta
        ssn = número de la seguridad social de EE. UU. (SSN)|SSN
        nino = National Insurance number|NINO
        steuerid = identificación fiscal alemana|Steuer-ID
        insee = número de la seguridad social francesa|NIR
        dni = DNI|NIF|número de DNI|NIE
        codicefiscale = codice fiscale|código fiscal italiano
        field.email = email|correo|correo_electronico
        field.phone = telefono|movil|tel
        field.iban = iban|cuenta
        field.card = tarjeta|numero_tarjeta
        field.ssn = ssn
        field.nino = nino
        field.steuerid = steuer_id|id_fiscal_aleman
        field.insee = nir|insee
        field.dni = dni|nif|documento
        field.codicefiscale = codice_fiscale|codigo_fiscal
        field.ip = ip|direccion_ip
        field.mac = mac|direccion_mac
        field.url_credentials = base_url|dsn
        field.secret = api_key|clave
        field.private_key = private_key|clave_privada
        field.full = nombre|cliente|nombre_completo
        field.reversed = nombre|empleado
        field.given = nombre
        field.family = apellido|apellidos
        """;
}
