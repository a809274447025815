namespace Bascule.Engine; public sealed class Journey;
