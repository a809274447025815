namespace Bascule.Engine.Tests.Guardrails.Labelled.Names;

/// <summary>Names of those who live among the languages of the texts and come from elsewhere.</summary>
internal static class OtherNames
{
    public static readonly Culture[] All =
    [
        new("", 4, "Piotr, Agnieszka, Krzysztof, Małgorzata, Tomasz, Katarzyna, Wojciech, Joanna, Zbigniew, Kinga, Bartosz, Zofia", "Kowalski, Nowak, Wiśniewski, Wójcik, Kamińska, Lewandowski, Zieliński, Szymańska, Dąbrowski, Pawlak, Grabowska, Jaworski"),
        new("", 4, "Mehmet, Ayşe, Mustafa, Elif, Emre, Zeynep, Burak, Gülşen, Hakan, Özlem, Cem, Derya", "Yılmaz, Kaya, Demir, Çelik, Şahin, Yıldız, Öztürk, Aydın, Arslan, Doğan, Korkmaz, Erdoğan"),
        new("", 4, "Mohammed, Fatima, Ahmed, Khadija, Youssef, Nour, Omar, Layla, Karim, Samira, Tariq, Yasmine, Abdullah, Rania", "Haddad, Al-Masri, Benali, El Amrani, Khalil, Mansour, Bouzid, Hussein, Nasser, Abdi, Saleh, Belkacem"),
        new("", 4, "Priya, Rahul, Ananya, Arjun, Lakshmi, Sanjay, Deepika, Vikram, Kavitha, Rajesh, Sunita, Aditya, Meenakshi, Harpreet", "Sharma, Patel, Iyer, Reddy, Singh, Gupta, Krishnamurthy, Banerjee, Nair, Chatterjee, Kulkarni, Venkataraman, Kaur, Mehta"),
        new("", 3, "Wei, Xiaoming, Li Na, Jian, Mei, Yifan, Zihan, Guoqiang, Xiuying, Haoran", "Wang, Zhang, Chen, Liu, Zhao, Huang, Zhou, Wu, Xu, Ouyang"),
        new("", 2, "Haruto, Yui, Kenji, Sakura, Takeshi, Naomi, Hiroshi, Akiko, Daichi, Emi", "Tanaka, Suzuki, Watanabe, Yamamoto, Nakamura, Kobayashi, Sato, Matsumoto, Fujiwara, Ishikawa"),
        new("", 2, "Min-jun, Seo-yeon, Ji-ho, Hye-jin, Sung-min, Eun-ji, Dong-hyun, Soo-ah", "Kim, Park, Choi, Jung, Kang, Yoon, Hwang, Namgung"),
        new("", 2, "Nguyệt, Minh, Thảo, Quang, Linh, Hùng, Phương, Tuấn", "Nguyen, Tran, Pham, Hoang, Phan, Đặng, Bùi, Vo"),
        new("", 3, "Chinedu, Ngozi, Oluwaseun, Folasade, Emeka, Ifeoma, Babatunde, Adaeze, Kwame, Akosua, Kofi, Abena, Thabo, Nomvula", "Okafor, Adeyemi, Okonkwo, Balogun, Nwosu, Mensah, Owusu, Boateng, Asante, Dlamini, Nkosi, Mbeki, Eze, Ogunleye"),
        new("", 3, "Lars, Astrid, Erik, Ingrid, Søren, Freja, Magnus, Sigrid, Mikko, Aino, Juhani, Åsa, Bjarne, Guðrún", "Andersson, Johansen, Nielsen, Virtanen, Korhonen, Lindström, Bergqvist, Haugen, Rasmussen, Mäkinen, Jónsdóttir, Sørensen"),
        new("", 3, "Sanne, Joost, Femke, Pieter, Marieke, Bram, Anouk, Wouter, Liesbeth, Thijs", "de Vries, van den Berg, Jansen, van Dijk, Bakker, Visser, Smit, Mulder, Vandenbroucke, Peeters, Hoekstra"),
        new("", 3, "João, Beatriz, Tiago, Inês, Rui, Mariana, Thiago, Larissa, Gustavo, Luciana", "Silva, Santos, Oliveira, Pereira, Carvalho, Ferreira, Rodrigues, Almeida, Nascimento, Figueiredo, Teixeira"),
        new("", 3, "Dmitri, Svetlana, Sergei, Olga, Aleksandr, Ekaterina, Oleksandr, Oksana, Andriy, Natalia, Yevhen, Lyudmila", "Ivanov, Petrova, Smirnov, Volkova, Kuznetsov, Shevchenko, Kovalenko, Bondarenko, Melnyk, Tkachenko, Sokolova"),
        new("", 2, "Georgios, Eleni, Dimitris, Katerina, Nikos, Vasiliki", "Papadopoulos, Georgiou, Nikolaidis, Papanikolaou, Karamanlis, Vlachos"),
        new("", 2, "László, Zsófia, Gergő, Ildikó, Andrei, Ioana, Bogdan, Mihaela, Jaroslav, Zdeňka, Dragan, Milica, Nikola, Jelena", "Nagy, Szabó, Horváth, Popescu, Ionescu, Dumitru, Novák, Dvořák, Svoboda, Jovanović, Petrović, Horvat, Kovačević"),
        new("", 2, "Yael, Eitan, Noa, Moshe, Reza, Shirin, Farhad, Nasrin, Dariush, Tamar", "Cohen, Levi, Mizrahi, Rosenberg, Hosseini, Ahmadi, Karimi, Tehrani, Friedman, Azoulay"),
        new("", 2, "Jomar, Maricel, Rizal, Putri, Siti, Budi, Nurul, Agus, Dewi, Arnel", "Dela Cruz, Reyes, Bautista, Santoso, Wijaya, Rahman, Ramadhani, Mendoza, Villanueva, Hartono"),
        new("", 1, "Keanu, Moana, Tane, Aroha, Leilani, Sione", "Kahananui, Tamihana, Ngata, Tuilagi, Kealoha, Faleolo"),
    ];
}
