using System.Text;
using Bascule.Clouds.Aws;

namespace Bascule.Clouds.Tests.Aws;

/// <summary>AWS's published vectors of Signature Version 4.</summary>
public sealed class AwsSignatureTests
{
    private const string Token =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private static readonly DateTimeOffset Moment = DateTimeOffset.Parse("2015-08-30T12:36:00Z");

    [Theory]
    [InlineData("GET", "/", null, null, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", null, null, "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", null, null, "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "/", "Param1=value1", null, "content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    [InlineData("POST", "/", null, Token, "host;x-amz-date;x-amz-security-token", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")]
    public void Sign_PublishedVector_GivesThePublishedSignature(string method, string target, string? body, string? token, string signed, string signature)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("https://example.amazonaws.com" + target));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("content-type", "application/x-www-form-urlencoded");
        }

        var pieces = body is null ? [] : new[] { Encoding.UTF8.GetBytes(body[..4]).AsMemory(), Encoding.UTF8.GetBytes(body[4..]) };
        AwsSignature.Sign(
            request, [.. pieces.Select(piece => (ReadOnlyMemory<byte>)piece)], new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token), "us-east-1", "service", Moment);

        Assert.Equal("20150830T123600Z", request.Headers.GetValues("x-amz-date").Single());
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={signed}, Signature={signature}",
            request.Headers.NonValidated["authorization"].ToString());
    }

    [Fact]
    public void Sign_AModelsEscapedId_IsEscapedOnceMore()
    {
        using var once = Request("https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse");
        using var again = Request("https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%253A0/converse");
        Assert.EndsWith("/model/amazon.nova-lite-v1%3A0/converse", once.RequestUri!.AbsoluteUri, StringComparison.Ordinal);
        Assert.NotEqual(once.Headers.NonValidated["authorization"].ToString(), again.Headers.NonValidated["authorization"].ToString());
    }

    [Fact]
    public void Keys_AsText_NameNoSecret() => Assert.DoesNotContain("SECRET", new AwsKeys("AKID", "SECRET", "SECRET").ToString(), StringComparison.Ordinal);

    private static HttpRequestMessage Request(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        AwsSignature.Sign(request, [], new AwsKeys("AKID", "s", null), "us-east-1", "bedrock", Moment);
        return request;
    }
}
