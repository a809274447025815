using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Bedrock;
using Bascule.Sandbox.Scripted;

namespace Bascule.Engine.Tests.Dialects.Bedrock;

/// <summary>AWS's binary frames: checksums, lengths, headers of every kind.</summary>
public sealed class AwsEventStreamTests
{
    private static readonly byte[] Sound = [.. AwsFrames.Event("messageStart", "{}"), .. AwsFrames.Event("messageStop", """{"stopReason":"end_turn"}""")];

    [Fact]
    public void Crc_OfTheUsualDigits_IsThePublishedOne() => Assert.Equal(0xCBF43926u, AwsCrc32.Of("123456789"u8));

    [Fact]
    public void Stream_WithAnyByteChanged_IsNoSuccess() => Assert.All(
        Enumerable.Range(0, Sound.Length),
        at =>
        {
            var broken = Sound.ToArray();
            broken[at] ^= 0x40;
            Assert.IsType<AnswerFailed>(Provided.Provided.Events("bedrock", broken)[^1]);
        });

    [Fact]
    public void Stream_WithAnErrorMessage_Fails()
    {
        byte[] stream = [.. AwsFrames.Event("messageStart", "{}"), .. AwsFrames.Message([(":message-type", "error"), (":error-code", "InternalError"), (":error-message", "m")], "")];
        Assert.IsType<AnswerFailed>(Provided.Provided.Events("bedrock", stream)[^1]);
    }

    [Fact]
    public void Length_PastTheBound_IsRefusedBeforeItIsRead()
    {
        var huge = AwsFrames.Event("messageStart", new string(' ', 17 << 20));
        var told = Assert.IsType<AnswerFailed>(Provided.Provided.Events("bedrock", huge[..100])[^1]);
        Assert.Contains("more than", told.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_OfEachKind_IsClassified()
    {
        var kinds = new[] { "throttlingException", "validationException", "modelStreamErrorException", "serviceUnavailableException", "internalServerException" }
            .Select(type => Assert.IsType<AnswerFailed>(Provided.Provided.Events("bedrock", AwsFrames.Exception(type, """{"message":"m"}"""))[^1]).Failure.Kind);
        Assert.Equal([FailureKind.RateLimit, FailureKind.Rejected, FailureKind.UpstreamError, FailureKind.Overloaded, FailureKind.UpstreamError], kinds);
    }

    [Fact]
    public void ContentType_OfAWholeAnswer_IsNoStream()
    {
        Assert.Null(BedrockDialect.Instance.NewFrameReader("application/json"));
        Assert.NotNull(BedrockDialect.Instance.NewFrameReader("application/vnd.amazon.eventstream"));
    }
}
