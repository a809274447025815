using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Configuration;
using Bascule.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>Opens the audit log of a start: its key, its folder, and where its checkpoints go.</summary>
internal static class AuditStart
{
    /// <exception cref="StartRefusedException">Its key or its folder can't be used.</exception>
    public static AuditLog Open(BasculeConfig config, DataFolder folder, TimeProvider time, IServiceProvider services)
    {
        try
        {
            var signer = AuditSigner.TryLoad(config.Audit.KeyFile is { } file ? File.ReadAllText(file) : folder.ReadOrMakeAuditKey(AuditSigner.MakePem))
                ?? throw new StartRefusedException([$"'{config.Audit.KeyFile ?? folder.AuditKeyFile}' holds no private key of P-256: {(config.Audit.KeyFile is null ? "restore it, or delete it to make a new one." : "name another in audit.key_file.")}"]);
            folder.KnowAuditKey(signer.PublicKey);
            return AuditLog.Open(
                new AuditOptions(folder.Audit)
                {
                    Host = Environment.MachineName,
                    ConfigVersion = config.Version,
                    Every = config.Audit.Every,
                    Retention = config.Audit.Retention,
                    MaxBytes = config.Audit.MaxBytes,
                    Fsync = config.Server.Fsync,
                },
                signer, time, services.GetRequiredService<ILogger<AuditLog>>(), services.GetService<AuditWebhook>() is { } webhook ? webhook.Send : null);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException([$"The audit log '{folder.Audit}' can't be opened: {trouble.Message} Let the gateway's user write below server.data_dir, or give it another one."]);
        }
    }
}
