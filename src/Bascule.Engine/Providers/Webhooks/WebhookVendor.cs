using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Providers.Webhooks;

/// <summary>A service that judges texts in a form of ours (see docs/guardrails.md): a provider like any, so that hosting, jurisdiction, proxy and certificates hold for it too. It answers no caller's request.</summary>
internal sealed class WebhookVendor : Vendor
{
    public static WebhookVendor Instance { get; } = new();

    /// <summary>Only its errors are read.</summary>
    public override IDialect Dialect => OpenAiChatDialect.Instance;

    public override bool Answers => false;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => AddressOf(options, ask.Upstream);

    /// <summary>The deployment's upstream name is the path below the address.</summary>
    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) => ask.Kind == ErrandKind.Moderations ? AddressOf(options, ask.Upstream) : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => OpenAi.OpenAiCompatible.Chat.Sign(request, options);

    private static string AddressOf(ProviderOptions options, string upstream) =>
        $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/{string.Join('/', upstream.Split('/').Select(Uri.EscapeDataString))}";
}
