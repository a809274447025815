using Bascule.Engine.Guardrails.Redaction;
using Bascule.Engine.Ledger.Content;
using Bascule.Engine.Telemetry;
using Bascule.Server.Configuration;
using Bascule.Server.Rules;
using Bascule.Storage;
using Bascule.Storage.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>Opens what keeps words: the keys they are sealed with and the table they go to.</summary>
internal static class ContentStart
{
    /// <exception cref="StartRefusedException">A key can't be used.</exception>
    public static ContentKeeper Open(BasculeConfig config, IDatabase database, SharedSecrets secrets, TimeProvider time, IServiceProvider services)
    {
        IReadOnlyList<ContentCipher> full = [];
        if (config.Content.KeyFile is { } file)
        {
            full = ContentCipher.TryReadFile(file) ?? throw new StartRefusedException([$"content.key_file '{file}' does not hold keys of 64 hex digits, one a line, or can't be read."]);
        }

        var rules = services.GetRequiredService<LiveRules>();
        return new ContentKeeper(
            config.Content.Options, database.Content(secrets.Content, full), draft => ContentRedaction.Redact(draft, rules.Now.Screen.Own), services.GetRequiredService<GatewayMeters>(), time,
            services.GetRequiredService<ILogger<ContentKeeper>>());
    }
}
