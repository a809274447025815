namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Given names of the languages that detectors read, and common ones of others. Accents are folded away when they are read.</summary>
internal static class GivenNames
{
    /// <summary>Names that are hardly anything else.</summary>
    public const string Clear = Common + English + German + French + Spanish + Italian + Others;

    /// <summary>Names that are also words, places, months or products: only with a family name, a title or a greeting.</summary>
    public const string Ambiguous = """
        Abel Ada Alba Alexa Alma Amal Amber Angel Ángel Ange Aria Ariel Art Asia Aspen Aurora Aurore Austin Autumn Ava Avery Avril Abril April August Augusto Agosto Bailey Basil Bay Belle Bill Bianca Blake Blanche Bo Bonnie Brandy Brooke Brooklyn Buck Buddy
        Camden Candy Carter Cash Celeste Cerise Chad Chance Charity Charlotte Chase Chelsea Chester Chi Chile Christian Claire Claude Clay Clémence Cliff Coco Colt Consuelo Cooper Coral Crystal Cuba Daisy Dakota Dale Dalla Dallas Darwin Dawn Dean Delta Denver Désiré Destiny
        Diamond Django Dolly Dolores Domingo Don Dot Drew Duke Dusty Earl Eden Elle Ember Emery Ernst Esperanza Eve Ezra Faith Fern Fiore Fleur Flora Florence Ford Forest Fortunato France Frank Gale Garnet Gemma Gene Genesis Georgia Gil Ginger Gioia Grace Grant Gray Griffin Guy
        Harmony Harper Heath Heaven Heide Herb Honey Honoré Hope Hunter India Iman Iris Israel Italia Ivory Ivy Jackson Jade Jasmine Java Jenkins Jersey Jesus Jesús Jet Jewel Jin Jo Jordan Journey Joy Judge Julia Jun June Juniper Justice Karma Kelvin Kent King Kit Knox
        Lake Lance Lane Lang Li Libero Liberty Lily Lin Lincoln Linde London Long Luce Lucky Luna Luz Lys Mac Maddox Madison Magnolia Major Mar Marine Mark Marsh Marte Mason Maverick Max Maxim May Maya Mel Melody Mercedes Mercure Mercy Merlin Merry Miller Min Mine Ming Mo Montana
        Myrtle Nan Nella Neo Newton Nieves Noble Noor Nova Oasis Ocean Océane Olive Olympia Opal Oracle Pace Page Paris Parker Pascal Pat Patience Paz Pearl Peg Penny Perla Phoenix Pierce Pilar Piper Poppy Porter Preston Primo Prince Princess Prune Rain Raven Ray Red Reed Reese
        Rey Rich River Rob Rocky Rocio Rocío Rod Roman Rosa Rosario Rose Rosetta Rosemary Rosso Ruby Rusty Sage Sal Salvador Sandy Santiago Santo Santos Scarlet Serena Seven Shell Shepherd Sieg Sierra Silver Sky Skip Skye Socorro Sol Soledad Spencer Spring Sterling Stone Storm
        Su Sue Summer Sunny Sydney Tad Tate Temple Tesla Thu Tiger Titan Tor Trinity Tripp True Trusty Ty Val Valentine Van Verity Vera Victoire Victoria Violet Violette Viola Virginia Vue Wade Walker Ward Webb Wei Wells Wes West Will Willow Winter Wolf Woody Wren Yang York Yu Zen Zion
        Line Noël Noel Nancy Florencia Emilia Natale Rochelle Lourdes Leon León Lorraine Valencia Vitoria Lourdes Adelaide Alicante Regina Verona Siena Modena Vienna Concepción Trinidad Barbados Carolina Caracas Fleury Orly Aude Lorena Belén Montserrat Guadalupe Asunción Mérida Aïda Ruhr Felice Anno Page Mobile Régine Salomé Bastille Madeleine Lise Candela Paloma Modesto Justo
        Anni Aimé Destin Edison Kepler Galileo Nico Old Jasper Neve Sahara Dom Pan Ron Ole Per
        """;

    // Names that sound like words to some, and that people bear all the same.
    private const string Common = """
        Abby Adrian Ali Amir An-Na Andrea Angela Angelo Arthur Ben Benedict Benito Bob Brad Bruno Carmen Carol Caroline Christina Clara Cody Colin Constance Dan Dante Dina Dominic Eric Ernest Felicity Felix Fiona Francis Frieder Franz Gabriel Gary George Gina Gloria Graham Hans Harrison Harry Hazel
        Heather Heiko Henry Holly Hugo Ian Isla Jack Jackie Jake Jamal James Jan Jasper Jay Josh Juan Jude Julian Julio Justin Kai Kelly Kenny Kerry Kim Laurel Lee Lena Leo Leon Leonardo Letizia Levi Linus Lisa Lorenz Lou Luca Manuel Marc Marcel Marco Maria Marie Marina Marta Martha Martin Marshall Mary Matt Mattia
        Mia Michael Milo Miles Mina Morgan Nat Nick Nina Noel Octavia Oliver Omar Oscar Otis Otto Patty Paul Peter Petra Philippe Pia Quinn Raphael Rene Rico Richard Robin Romeo Rowan Roy Ruth Sam Sandro Sara Sarah Sasha Scott Shannon Shelby Sidney Sonny Stella Sven Taylor Ted Theo Tiffany Tim Tom
        Tony Tyler Vic Victor Viktor Vito Warren Wayne Xavier Charlotte-Sophie Jamie Simon Lukas Luke David Daniel Jonas Elias Noah Emma Hannah Sophie Sofia Lea Laura Anna Julie Camille Léa Chloé Manon Inès Lucía Pablo Carlos Alejandro Francesco Giulia Marek
        """;

    private const string English = """
        Aaron Abigail Adam Addison Aidan Aiden Alan Albert Alec Alex Alexander Alexandra Alexis Alfred Alice Alicia Alison Allan Allen Allison Alyssa Amanda Amelia Amy Andrea Andrew Andy Angelina
        Anita Ann Anna Annabelle Anne Annie Anthony Antonia Archibald Archie Ashley Ashton Audrey Barbara Barney Barry Beatrice Becky Bella Benjamin Bernadette Bernard Bernice Bertha Bertram Bessie Beth
        Bethany Betsy Betty Beverly Beverley Billy Bobby Bradford Bradley Brandon Brenda Brendan Brent Brett Brian Bridget Brittany Bruce Bryan Bryce Byron Caleb Callum Calvin Cameron Camilla
        Candace Cara Carl Carla Carlton Carly Carole Carolyn Carrie Cassandra Catherine Cathy Cecil Cecilia Cedric Celia Charlene Charles Charlie Cheryl Chloe Chris Christine Christopher Christy Cindy
        Clarence Clarissa Clark Claudia Clayton Clifford Clifton Clinton Clive Clyde Connie Connor Conor Conrad Corey Cory Courtney Craig Curtis Cynthia Daniel Danielle Danny Daphne Darlene Darrell
        Darren Darryl Dave David Deanna Debbie Deborah Debra Declan Deirdre Delia Delilah Della Denis Denise Dennis Derek Derrick Desmond Diana Diane Dianne Dolores Dominique Donald Donna
        Donovan Dora Doreen Doris Dorothy Doug Douglas Duncan Dustin Dwayne Dwight Dylan Ebony Eddie Edgar Edith Edmund Edna Eduardo Edward Edwin Eileen Elaine Eleanor Elena Eli Elias Elijah
        Elise Eliza Elizabeth Ella Ellen Ellie Elliot Elliott Elmer Elsa Elsie Emerson Emily Emma Eoin Erica Erin Erik Ernestine Esther Ethan Ethel Eugene Eunice Eva Evan Evelyn Everett
        Fergus Finn Finlay Floyd Frances Francesca Franklin Fred Freddie Freda Frederick Freya Gabrielle Gail Gareth Gavin Geoff Geoffrey Geraldine Gerald Gerard Gertrude Gilbert Gillian Gina Gladys
        Glen Glenda Glenn Glenys Gordon Greg Gregory Greta Gwen Gwendolyn Hannah Harold Harriet Harvey Hayden Hayley Helen Helena Herbert Herman Hilary Hilda Horace Howard Hubert Hugh Hugo Humphrey
        Ida Imogen Ingrid Irene Irma Irving Isaac Isabel Isabella Isabelle Isaiah Isobel Ivan Jackie Jacob Jacqueline Jaime Jake Jamie Jan Jane Janet Janice Janine Jared Jason Jean Jeanette Jeanne
        Jeff Jefferson Jeffery Jeffrey Jenna Jennie Jennifer Jenny Jeremiah Jeremy Jerome Jerry Jesse Jessica Jessie Jill Jillian Jim Jimmy Joan Joann Joanna Joanne Jocelyn Jodie Joe Joel Joey
        John Johnathan Johnny Jon Jonah Jonas Jonathan Joni Joseph Josephine Joshua Josie Joyce Juanita Judith Judy Julie Juliet Kaitlyn Karen Karl Kate Katelyn Katherine Kathleen Kathryn Kathy
        Katie Katrina Kay Kayla Keith Kenneth Kevin Kieran Kimberly Kirk Kirsten Kristen Kristin Kristina Kristy Kurt Kyle Kylie Lara Larry Latoya Laura Lauren Laurie Lawrence Leah Leanne Leigh
        Lena Leonard Leroy Leslie Lester Lewis Liam Lila Lillian Lilian Linda Lindsay Lindsey Lionel Lloyd Logan Lois Lola Loretta Lori Lorraine Louis Louise Lucas Lucia Lucille Lucinda
        Lucy Luke Luther Lydia Lynda Lynn Lynne Mabel Mackenzie Madeleine Madeline Maggie Malcolm Mandy Marcia Marcus Margaret Margie Margot Marguerite Marian Marianne Marie Marilyn Marion
        Marjorie Marlene Marlon Marsha Martha Marvin Maryann Mathew Matthew Maud Maureen Maurice Mavis Maxine Maxwell Megan Meghan Melanie Melinda Melissa Melvin Meredith Micah Michelle Mickey Mike
        Mildred Millie Milton Mindy Minnie Miranda Miriam Mitchell Moira Molly Mona Monica Monique Morris Moses Muriel Murray Myra Myron Nadia Nancy Naomi Natalie Natasha Nathan Nathaniel Neal
        Ned Neil Nell Nellie Nelson Nettie Neville Niall Nicholas Nicola Nicole Nigel Noah Noelle Nora Noreen Norma Norman Olga Olivia Ollie Owen Pamela Patricia Patrick Patsy Paula Paulette
        Pauline Peggy Penelope Percy Perry Phil Philip Phillip Phoebe Phyllis Polly Priscilla Rachael Rachel Ralph Ramona Randall Randolph Randy Raquel Raymond Rebecca Regina Reginald Rene Renee
        Rhonda Rhys Ricardo Rick Ricky Rita Robert Roberta Roberto Rochelle Roderick Rodney Roger Roland Ronald Ronnie Rory Rosa Rosalie Rosalind Rosie Roslyn Ross Rowena Roxanne Rufus Rupert Russell
        Ryan Sabrina Sadie Sally Samantha Samuel Sandra Saul Scarlett Sean Sebastian Seth Shane Shaun Shawn Sheila Shelley Sheri Sherman Sherri Sherry Shirley Sian Sidney Silas Simon Simone Siobhan
        Sofia Sonia Sonya Sophia Sophie Stacey Stacy Stan Stanley Stefan Stephanie Stephen Stephen Steve Steven Stewart Stuart Susan Susanna Susie Suzanne Sybil Sylvia Tabitha Tamara Tammy Tania
        Tanya Tara Tasha Teresa Terence Terrance Terrence Terri Terry Tess Tessa Thelma Theodore Theresa Thomas Tiffany Timothy Tina Toby Todd Tommy Toni Tonya Tracey Traci Tracy Travis Trevor
        Tricia Tristan Troy Tyrone Una Ursula Valerie Vanessa Vaughn Vernon Veronica Vicki Vickie Vicky Vincent Vivian Vivienne Wallace Walter Wanda Wendy Wesley Whitney Wilbur Wilfred Willa
        Willard William Willie Willis Wilma Winifred Winston Wyatt Yolanda Yvette Yvonne Zachary Zack Zoe Zoey
        """;

    private const string German = """
         Achim Adelheid Adolf Agnes Albrecht Alexandra Alfons Alina Almut Aloys Alwin Amelie Anders Andreas Angelika Anja Anke Anneliese Annegret Annemarie Annette Annika Ansgar Antje Anton Arend Armin Arne Arno Arnold Astrid
        Axel Babette Barbel Bärbel Bastian Beate Benedikt Benno Bernd Bernhard Bernhardt Berta Berthold Bettina Bianka Birgit Birgitta Birte Björn Bodo Boris Brigitte Britta Burkhard Carina Carmen Carola Carolin Carsten Caspar Cäcilie
        Christa Christel Christiane Christof Christoph Christl Claus Clemens Constanze Cordula Cornelia Corinna Cornelius Dagmar Daniela Detlef Detlev Dieter Dietlinde Dietmar Dietrich Dirk Dominik Doreen Dorothea Dorothee Eberhard Eckart Eckhard
        Edeltraud Edgar Egon Ehrenfried Elfriede Elisabeth Elke Elli Elvira Emil Engelbert Erhard Erich Erika Erna Erwin Eugen Ewald Fabian Falk Felicitas Ferdinand Florian Frauke Friedemann Friederike Friedhelm Friedrich Frieda Fritz
        Gabi Gabriele Georg Gerd Gerda Gerhard Gerhardt Gerlinde Gernot Gero Gertrud Gisela Gitta Gottfried Gotthard Gregor Gretchen Gudrun Günter Günther Guido Gunther Gunnar Hanna Hanne Hannelore Hannes Harald Hartmut Hartwig Hedwig
        Heidemarie Heidi Heidrun Heike Heiner Heinrich Heinz Helene Helga Hellmut Helmut Helmuth Hendrik Henning Henrik Henriette Heribert Hermann Hermine Herta Hertha Hilde Hildegard Hiltrud Holger Horst Hubertus Ilka Ilona Ilse Imke Ines
        Ingo Inge Ingeborg Ingolf Ingrid Inka Irmgard Irmtraud Isolde Jakob Jana Janina Jannik Jens Joachim Jochen Johanna Johannes Jonas Jörg Jörn Josef Josefine Judith Jürgen Julius Jutta Karin Karla Karlheinz Karl-Heinz Karola
        Karoline Karsten Katharina Kathrin Katja Katrin Kerstin Kilian Klara Klaudia Klaus Konrad Konstantin Konstanze Korbinian Kordula Korinna Kornelia Lars Lasse Laurenz Leni Lennart Leonie Leopold Liesbeth Lieselotte Liselotte Lorenz Lothar Lotte
        Ludger Ludwig Luise Lukas Lutz Magda Magdalena Maik Maike Maja Malte Manfred Manuela Mareike Margarete Margarethe Margit Margitta Margrit Marianne Marieke Mariele Marius Markus Marlies Marlis Martina Mathias Mathilde Matthäus
        Matthias Maximilian Mechthild Meike Meinhard Melanie Merle Michaela Mike Mirjam Mirko Monika Moritz Nadine Nadja Natascha Niklas Niels Nils Nikolaus Norbert Odilo Olaf Oskar Oswald Ottmar Ottilie Patrizia Pauline Philipp Pia Rainer
        Ralf Raimund Ramona Reiner Reinhard Reinhardt Reinhold Renate Renata Resi Rolf Roland Ronny Rosemarie Roswitha Rudi Rüdiger Rudolf Rupprecht Sabine Sandra Saskia Sebastian Severin Siegbert Siegfried Sieglinde Siegmund Sigmund Sigrid
        Sigrun Silke Silvia Simone Sonja Sören Steffen Steffi Stefan Stefanie Stephan Susanne Svenja Swantje Sylvia Tanja Tatjana Thea Theodor Theresia Thilo Thorben Thorsten Till Tilman Tobias Torben Torsten Traudel Traute Udo Ulf Ulla Ulrich Ulrike
        Urs Ursel Uschi Ute Uwe Valentin Verena Veit Viktoria Vinzenz Volker Volkmar Walburga Waldemar Walther Waltraud Werner Wernher Wibke Wiebke Wieland Wilfried Wilhelm Wilhelmine Willi Winfried Wolfgang Wolfram Xaver Yannick
        Zita Reto Beat Urs Ueli Jürg Hansjörg Hansruedi Köbi Beatrix Lea Mia-Sophie Finn Lina Mila Luisa Emilia Leonie Johann Mathilda Ida Frida Greta Paulina Josephine Anton Oskar Jannis Jonathan Lennox Levin Mats Fiete
        """;

    private const string French = """
         Adèle Adrien Adrienne Agathe Agnès Alain Albane Alexandre Alexandrine Alexis Alix Alphonse Amandine Ambroise Amélie Anaïs Anatole André Andrée Anick Annick Anne-Marie Anne-Sophie Anouk Anselme Antoine Antoinette Ariane Ariste Armand Armelle
        Arnaud Arlette Aude Audrey Augustine Aurélie Aurélien Axelle Baptiste Barnabé Barthélemy Bastien Bénédicte Benjamine Benoît Bérénice Bernadette Berthe Bertrand Blaise Brigitte Camille Capucine Carole Caroline Cécile Cédric Céline Chantal
        Charlène Charline Christelle Christiane Christophe Clarisse Claudette Claudine Clément Clémentine Clotilde Colette Corentin Coralie Corinne Cyprien Cyril Cyrille Damien Danièle Danielle Delphine Denis Denise Didier Dominique Dorothée Edgard Édith
        Édouard Éléonore Éliane Élise Élodie Éloi Éloïse Émeline Émile Émilie Emmanuel Emmanuelle Enzo Éric Ernestine Estelle Étienne Eugénie Évelyne Fabien Fabienne Fabrice Fanny Félicie Fernand Fernande Flavie Florent Florian Françoise François Frédéric
        Frédérique Gabin Gabrielle Gaël Gaëlle Gaétan Gaspard Gaston Geneviève Geoffroy Georges Georgette Gérald Géraldine Gérard Germain Germaine Ghislain Ghislaine Gilberte Gilles Ginette Gisèle Grégoire Grégory Guillaume Gustave Guy-Noël Gwenaëlle Hélène Henri
        Henriette Hervé Hippolyte Honorine Huguette Inès Isabelle Ismaël Jacinthe Jacky Jacques Jacqueline Janine Jean Jeannine Jeanine Jean-Baptiste Jean-Claude Jean-François Jean-Jacques Jean-Louis Jean-Luc Jean-Marc Jean-Marie Jean-Michel Jean-Paul
        Jean-Philippe Jean-Pierre Jérémie Jérémy Jérôme Jocelyne Joël Joëlle Josette Josiane Josseline Jules Juliette Julien Julienne Justine Karine Kévin Laetitia Laurence Laurent Laure Léa Léon Léonie Léopold Liliane Line Lionel Lise Loïc Loïs Louane
        Louis-Philippe Luc Lucette Lucie Lucien Lucienne Ludivine Ludovic Lydie Maël Maëlle Maëlys Magali Manon Marc-André Marcelle Marceline Marcellin Margaux Marguerite Marie-Claire Marie-Claude Marie-Thérèse Marielle Mariette Marie-Christine Marion Marius Marjolaine Martial
        Martine Maryse Mathieu Mathilde Mathis Mathéo Matthieu Maud Maurice Maurine Maxence Maxime Mélanie Mélissa Michel Michèle Micheline Mireille Monique Morgane Muriel Mylène Myriam Nadège Nadine Nathalie Nathan Nicolas Nicole Noémie Nolwenn Océane
        Odette Odile Olivier Ophélie Pascale Pascaline Patrice Paulette Perrine Philippine Philomène Pierre Pierre-Yves Pierrick Pierrette Quentin Rachelle Raoul Raphaëlle Raymonde Rébecca Régine Régis Rémi Rémy Renaud René Renée Roger Rolande Romain Romane Roseline
        Roxane Sabine Salomé Samuel Sébastien Serge Séverine Sidonie Simonne Solange Solène Sophie Stéphane Stéphanie Suzanne Suzette Sylvain Sylvaine Sylvette Sylvie Tanguy Thérèse Théodore Thibault Thibaut Thierry Thomas Timothée Tristan Ugo Ursule
        Valentine Valérie Valéry Véronique Victorine Vincent Virginie Viviane Vivien Wilfried Xavière Yann Yannick Yohan Yolande Yves Yvette Yvon Yvonne Zacharie Zoé Mohamed Youssef Fatoumata Aïcha
        """;

    private const string Spanish = """
         Adela Adolfo Adriana Agustín Agustina Alberto Alejandra Alejandro Alfonso Alfredo Alicia Almudena Alonso Álvaro Amalia Amparo Ana Anabel Andrés Ángeles Aníbal Antonio Antonia Araceli Arancha Ariadna Arturo Asunción Aurelio Azucena Beatriz Begoña Belén
        Benita Benjamín Bernardo Blas Borja Camila Camilo Candela Caridad Carlos Carlota Carmelo Carolina Catalina Cayetana Cecilio César Chema Claudio Concepción Conchita Cristian Cristina Cristóbal Curro Daniela Darío Débora Delfina Diego Dionisio Dulce Edmundo
        Eduardo Elena Elías Elisa Eloísa Emiliano Emilio Encarnación Enrique Ernesto Esteban Ester Estefanía Estela Eugenia Eugenio Eulalia Eusebio Eva Ezequiel Fabiola Facundo Fátima Federico Felipa Felipe Fermín Fernanda Fernando Fidel Flavia Florencia
        Francisca Francisco Gabriela Gema Genaro Gerardo Germán Gilberto Gisela Gonzalo Graciela Gregorio Guadalupe Guillermina Guillermo Gustavo Héctor Heriberto Hernán Herminia Hilario Horacio Humberto Ignacia Ignacio Iker Inés Inmaculada Irene Isabel Isidro Ismael
        Itziar Iván Jacinto Jacobo Jaime Javier Jerónimo Jimena Joaquín Joaquina Jorge José Josefa Josefina Juana Juan-Carlos Julieta Laura Leandro Leire Leocadia Leonor Leopoldo Leticia Lidia Lorena Lorenza Lorenzo Lourdes Lucas Lucía Luciana Luciano Luis
        Luisa Macarena Magdalena Maite Manolo Manuela Marcela Marcelino Marcelo Margarita Mariana Mariano Maribel Maricarmen Marisa Marisol Martín Mateo Matías Matilde Mauricio Maximiliano Mercedes Micaela Miguel Milagros Mireia Modesto Moisés Mónica Montserrat Natalia
        Nazaret Néstor Nicanor Nicolás Nieves Noelia Norberto Nuria Octavio Olalla Ona Oriol Oscar Pablo Paco Paloma Paola Patricio Paulina Paulino Pedro Pepe Perla Plácido Primitivo Purificación Quique Rafael Rafaela Raimundo Ramiro Ramón Raúl Rebeca
        Regino Remedios Reyes Ricardo Rigoberto Roberto Rodolfo Rodrigo Rogelio Rolando Roque Rosalía Rosana Rosario Rubén Rufino Sabina Salma Salvadora Santi Saúl Sergio Silvano Silvestre Simón Sofía Soraya Susana Tamara Teodoro Teófilo Teresa Tomás Trinidad
        Unai Urbano Valeria Valentina Vanesa Verónica Vicenta Vicente Virgilio Víctor-Manuel Waldo Wenceslao Ximena Xavi Yago Yesenia Yolanda Zacarías Zoraida Santiago-José Ainhoa Aitana Aitor Alba-María Arnau Asier Gorka Jordi Josep Laia Meritxell Mikel Montse Neus Pau Pere Xabier
        João Joao Tiago Thiago Gonçalo Inês Catarina Mafalda Rui Nuno Paulo Pedro Vasco Joaquim Henrique Luiz Luís Marcelo Antônio António Caetano Beatriz Leonor Lurdes Fernão Afonso Duarte
        """;

    private const string Italian = """
         Achille Adele Adelina Agata Agostino Alberta Alberto Aldo Alessandra Alessandro Alessia Alessio Alfio Alfredo Alida Ambra Ambrogio Amedeo Amelia Anastasia Andreina Annalisa Annamaria Annarita Anselmo Antonella Antonello Antonio Antonietta Arianna Armando Arnaldo Assunta
        Augusta Aurelia Aurelio Barbara Bartolomeo Battista Beatrice Beniamino Benedetta Benedetto Bernardo Biagio Brigida Brunella Camilla Carla Carlo Carmela Carmelo Carmine Carolina Caterina Cecilia Cesare Chiara Cinzia Ciro Claudia Claudio Clelia Clemente Concetta Corrado
        Cosimo Costantino Costanza Cristiano Cristina Dalila Damiano Daniela Daniele Dario Davide Debora Delia Demetrio Diego Dina Domenica Domenico Donatella Donato Doriana Edoardo Egidio Elda Elena Eleonora Elettra Elio Elisa Elisabetta Emanuela Emanuele Emilia Emiliano
        Emilio Enrica Enrico Enza Enzo Ermanno Ernesto Ester Ettore Eugenia Eugenio Eva Fabia Fabio Fabiola Fabrizia Fabrizio Fausta Fausto Federica Federico Ferdinando Fernanda Ferruccio Fiammetta Filippo Filomena Fiorella Fiorenza Flaminia Flavia Flavio Floriana Francesca Francesco
        Franca Franco Fulvia Fulvio Gabriela Gabriella Gaetana Gaetano Gaspare Gennaro Gerardo Germana Giacinto Giacomo Giada Giampaolo Giampiero Giancarlo Gianfranco Gianluca Gianluigi Gianmarco Gianni Gianpaolo Gilberto Gildo Ginevra Gino Giordana Giorgia Giorgio
        Giovanna Giovanni Girolamo Gisella Giuditta Giulia Giuliana Giuliano Giulio Giuseppa Giuseppe Giuseppina Giusi Goffredo Grazia Graziano Graziella Gualtiero Guglielmo Guido Ignazio Ilaria Immacolata Innocenzo Iolanda Ippolito Irma Isabella Ivana Ivano Jacopo Lamberto
        Lara Laura Lavinia Lea Leandro Leonarda Leonardo Leone Letizia Lia Liana Lidia Liliana Linda Lino Livia Livio Loredana Lorella Lorena Loretta Loriana Luana Lucia Luciana Luciano Lucio Lucrezia Ludovica Ludovico Luigi Luigia Luigina Luisa Maddalena
        Manfredi Manlio Manuela Mara Marcella Marcello Margherita Mariangela Marianna Mariano Mariella Marika Marilena Mario Marisa Marta Martina Marzia Massimiliano Massimo Matilde Matteo Maura Maurizia Maurizio Mauro Melania Melissa Michela Michelangelo Michele Milena Mirella
        Mirko Moreno Morena Nadia Natale Natalia Nazareno Nicola Nicoletta Nicolò Nino Noemi Norma Nunzia Nunzio Olga Oreste Orietta Ornella Orsola Osvaldo Ottavia Ottavio Paola Paolo Pasquale Patrizia Patrizio Piera Piero Pietro Pina Pino Placido Priscilla Raffaela Raffaele
        Raffaella Raimondo Raul Rebecca Remo Renata Renato Renzo Riccardo Rinaldo Rita Roberta Roberto Rocco Rodolfo Romano Romina Romolo Rosalba Rosalia Rosanna Rosaria Rosario Rosella Rosetta Rosina Rossana Rossella Ruggero Sabato Sabina Sabrina Salvatore Samanta Samuele
        Santina Santo Saverio Sebastiano Serafina Serafino Sergio Sibilla Silvana Silvano Silvestro Silvia Silvio Simona Simone Simonetta Sofia Sonia Stefania Stefano Susanna Tancredi Tania Tatiana Tecla Teresa Tiziana Tiziano Tommaso Tonino Tullio Ubaldo Ugo Umberto Valentina Valentino
        Valeria Valerio Vanda Vanessa Vania Veronica Vincenza Vincenzo Virgilio Vitale Vito Vittoria Vittorio Viviana Walter Wanda Zeno Zaira
        """;

    private const string Others = """
         Abdul Abdullah Abdulrahman Adnan Ahmed Ahmad Aisha Ayesha Akram Aleksandar Aleksander Aleksandra Aleksandr Alexei Aleksei Alexey Alisher Amina Amira Amit Amina Anastasiya Anand Andrei Andrey Andrzej Aneta Anil Anita Anjali Ankit Anton Aparna Arjun Arun Asha Ashok Aylin
        Ayşe Bartosz Bilal Bogdan Boris Branko Chidi Chinedu Chinonso Chioma Cem Chandra Chiara Dariusz Deepak Deepika Denys Dimitri Dmitri Dmitry Dragan Ebru Ekaterina Elif Emre Erdem Ewa Fatima Fatma Farid Faisal Farah Feng Fumiko Galina Ganesh Gita Goran Grzegorz Gulnara Gökhan
        Hakan Halima Hamza Haruto Haruki Hasan Hassan Hiroshi Hideo Hiroki Hye-jin Ibrahim Idris Igor Ilya Imran Ines Inna Irina Ismail Ivana Ivo Jacek Jadwiga Jakub Jarosław Jasmin Javed Jelena Jerzy Jiří Jiro Joanna Jovana Kaan Kamal Kamil Karim Karolina Katarzyna Kateryna
        Kavita Kazuki Keiko Kenji Kenta Khadija Khaled Khalid Kiran Kofi Krzysztof Krishna Kwame Lakshmi Larissa Latifa Layla Leila Leyla Ljubica Ludmila Lyudmila Maciej Małgorzata Mahmoud Mahesh Makoto Malik Manish Manoj Marek Mariam Marija Mariusz Marko Masha Masako
        Mehmet Mehdi Meera Michał Mihai Mikhail Milan Milena Milica Milos Miloš Mirosław Miyuki Mohammad Mohammed Muhammad Mustafa Murat Naoko Nasser Natalya Neha Nikita Nikola Nikolai Nikolay Nikhil Nguyen Nia Ngozi Nimra Noura Oksana Oleg Oleksandr Olena Olumide Omer
        Özlem Pavel Paweł Pooja Prakash Pranav Pradeep Preeti Priya Priyanka Rahul Rajesh Rajiv Raj Ramesh Rania Ravi Rashid Radek Radosław Rohan Rohit Rukhsana Ryo Saad Sachin Sadia Saeed Said Salim Salman Samir Samira Sandeep Sanjay Sania Satoshi Sakura Selim Serkan
        Sergei Sergey Shinji Shankar Shanti Shreya Shivani Siddharth Slobodan Snežana Stanisław Stanislav Sunil Sunita Suresh Svetlana Swati Sławomir Takashi Takeshi Tadeusz Tarek Tariq Tatiana Tatyana Temitope Tomasz Tunde Umar Usman Vadim Vasily Vikram Vijay Vinod Vivek Vladimir
        Volodymyr Vladislav Władysław Wojciech Xiaoming Xiaoli Yasmin Yasmine Yelena Yevgeny Yoko Yuki Yukiko Yuri Yusuf Youssef Yasin Zainab Zbigniew Zdeněk Zeynep Zofia Zoran Zsófia Zsuzsanna Åsa Anders Annika Astrid Bengt Birgitta Bjarne Bjørn Erik Gunilla Göran
        Gustaf Håkan Hanne Helle Ingeborg Ingrid Jørgen Jesper Kjell Knut Lars Leif Linnea Magnus Mads Matti Mette Mikael Mikko Morten Niels Nils Olav Olof Oddvar Pekka Rasmus Rune Sigrid Siv Solveig Søren Stig Sven-Erik Torbjörn Trine Ulf Väinö Aino Eero
        Jukka Kaisa Päivi Timo Tuomas Willem Pieter Joost Jeroen Maarten Marieke Sander Sanne Saskia Femke Anneke Bram Daan Dirk Gijs Hendrik Jasper Johan Joris Koen Lieke Luuk Maaike Marloes Niek Roos Ruud Sjoerd Thijs Wouter Wim Ferenc Gábor György István János Katalin
        László Mátyás Miklós Sándor Tamás Zoltán Attila Ágnes Ildikó Judit Andrea Éva Krisztina Ioannis Giorgos Dimitris Eleni Kostas Nikos Yannis Panagiotis Vasilis Sofia Aikaterini Aristotelis Despina
        """;
}
