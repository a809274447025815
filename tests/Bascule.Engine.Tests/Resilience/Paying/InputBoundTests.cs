using System.Text;
using Bascule.Engine.Resilience.Paying;

namespace Bascule.Engine.Tests.Resilience.Paying;

public sealed class InputBoundTests
{
    [Theory]
    [InlineData("""{"images":["a"]}""", 0)]
    [InlineData("""{"images":["a","b\"c","d"]}""", 2)]
    [InlineData("""{"images" : [ "a" , {"data":["x","y"]} ], "more":[{"images":["a","b"]}]}""", 2)]
    [InlineData("""{"images":[]}""", 0)]
    [InlineData("""{"images":"a"}""", 0)]
    [InlineData("""{"type":"images","x":["a","b"]}""", 0)]
    [InlineData("""{"images":["a","b""", 1)]
    [InlineData("""{"images":["a","b\""", 1)]
    [InlineData("""{"images""", 0)]
    public void Listed_ImagesOfAList_AreCountedBeyondTheFirst(string body, int expected) => Assert.Equal(expected, InputBound.Listed(Encoding.UTF8.GetBytes(body)));
}
