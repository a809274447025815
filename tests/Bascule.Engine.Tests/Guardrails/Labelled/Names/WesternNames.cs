namespace Bascule.Engine.Tests.Guardrails.Labelled.Names;

/// <summary>Names of those whose languages the texts are in.</summary>
internal static class WesternNames
{
    public static readonly Culture[] All =
    [
        new("en", 14,
            """
            Oliver, Harriet, James, Emily, Thomas, Abigail, William, Charlotte, Jack, Sophie, Benjamin, Hannah, Samuel, Alice, Nathaniel, Beatrice, Gareth, Imogen, Russell, Deborah, Kevin, Tracy, Dwayne, Latoya, Tyler, Brittany,
            Wesley, Marjorie, Curtis, Phoebe, Elliot, Rosalind, Duncan, Fiona, Callum, Isla, Rhys, Bronwen, Aoife, Declan, Siobhan, Niamh, Eoin, Tamsin, Barnaby, Winifred, Otis, Savannah, Garrett, Meredith
            """,
            """
            Smith, Johnson, Taylor, Brown, Wilson, Thompson, Walker, Harrison, Whitaker, Pemberton, Ashworth, Fletcher, Hughes, Griffiths, MacDonald, Campbell, O'Sullivan, Murphy, Gallagher, Fitzgerald, Robinson, Carter, Jefferson, Lindqvist-Moore,
            Holloway, Braithwaite, Chamberlain, Hargreaves, Lockhart, Osborne, Prescott, Radcliffe, Sinclair, Thornbury, Underhill, Wainwright, Bannister, Cartwright, Dunleavy, Eastwood, McAllister, Featherstone, Hutchinson, Kowalczyk-Reed
            """),
        new("de", 14,
            """
            Lukas, Katharina, Jürgen, Sabine, Thomas, Ursula, Wolfgang, Heike, Maximilian, Johanna, Friedrich, Annegret, Stefan, Birgit, Matthias, Silke, Uwe, Gudrun, Holger, Petra, Leonhard, Franziska, Torsten, Anneliese, Björn,
            Ingeborg, Detlef, Roswitha, Karl-Heinz, Anne-Sophie, Moritz, Lieselotte, Götz, Mechthild, Eberhard, Swantje, Henning, Wiebke, Sören, Frauke, Benedikt, Veronika, Kilian, Theresa, Ansgar, Margarethe
            """,
            """
            Müller, Schmidt, Schneider, Fischer, Weber, Wagner, Becker, Hoffmann, Schäfer, Koch, Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Krüger, Hartmann, Lange, Werner, Krause, Lehmann,
            Köhler, Huber, Vogel, Friedrich, Günther, Winkelmann, Oberhauser, Steinbrecher, Kirchgässner, Hinterberger, Brandstetter, Achternbusch, Petersen, Hansen, Zöllner, Rübsamen, Dörflinger, Wachtendonk, Eichhorn-Lenz
            """),
        new("fr", 11,
            """
            Jean, Marie, Pierre, Camille, Antoine, Élodie, François, Aurélie, Mathieu, Chloé, Guillaume, Margaux, Thibault, Solène, Rémi, Clémence, Étienne, Océane, Jean-Baptiste, Anne-Laure, Yannick, Maëlle, Gaspard, Apolline,
            Quentin, Bérénice, Loïc, Gwenaëlle, Hugues, Sylvie, Didier, Martine, Fabrice, Nathalie, Corentin, Léonie, Bastien, Manon
            """,
            """
            Martin, Bernard, Dubois, Durand, Moreau, Laurent, Lefebvre, Leroy, Roux, Fournier, Girard, Bonnet, Lambert, Fontaine, Rousseau, Vincent, Chevalier, Garnier, Faure, Blanchard, Guérin, Perrin, Delacroix, Le Goff,
            Kerouedan, Beaumont, Desjardins, Charpentier, Lemoine, Marchand, Poirier, Vasseur, Hamon, de Villeneuve, Trémaux, Queffélec
            """),
        new("es", 11,
            """
            María, José, Carmen, Antonio, Lucía, Manuel, Pilar, Javier, Rocío, Alejandro, Inés, Gonzalo, Macarena, Ignacio, Nuria, Rubén, Montserrat, Jordi, Itziar, Iker, Xabier, Ainhoa, Esperanza, Rodrigo, Ximena, Joaquín, Valentina,
            Emiliano, Guadalupe, Fermín, Araceli, Leandro, Yolanda, Arnau, Begoña
            """,
            """
            García, Fernández, González, Rodríguez, López, Martínez, Sánchez, Pérez, Gómez, Jiménez, Ruiz, Hernández, Díaz, Moreno, Álvarez, Romero, Navarro, Domínguez, Vázquez, Ramos, Gil, Serrano, Blanco, Molina, Castro, Ortega, Iglesias,
            Etxeberria, Goikoetxea, Puigdomènech, Ferrer, Zamora, Quintanilla, Villalobos, Echeverría, Bustamante, de la Cruz, Olazábal
            """),
        new("it", 11,
            """
            Giuseppe, Giulia, Francesco, Chiara, Alessandro, Martina, Lorenzo, Federica, Matteo, Silvia, Andrea, Valentina, Luca, Elisabetta, Gianluca, Ornella, Salvatore, Concetta, Ettore, Ginevra, Fabrizio, Mirella, Pasquale, Donatella, Tommaso,
            Beatrice, Emanuele, Loredana, Gaetano, Rosalba, Umberto, Fiammetta
            """,
            """
            Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, Bruno, Gallo, Conti, De Luca, Costa, Giordano, Mancini, Rizzo, Lombardi, Moretti, Barbieri, Fontana, Santoro, Mariani, Rinaldi, Caruso, Ferrara, Galli,
            Martinelli, Bevilacqua, Quattrocchi, Passalacqua, Guicciardini, D'Angelo, Di Stefano, Lo Presti, Zanetti, Cattaneo
            """),
    ];
}
