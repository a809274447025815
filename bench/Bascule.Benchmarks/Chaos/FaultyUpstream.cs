using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bascule.Benchmarks.Chaos;

/// <summary>
/// Two upstreams at one address, in both wire formats: below <c>/primary</c> one that fails as often as <c>/control?percent=N</c> says, below <c>/backup</c> a healthy one.
/// A model whose name begins with <c>open</c> fails only before its first word, where no gateway has to choose between waiting and rescuing.
/// </summary>
internal sealed class FaultyUpstream
{
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    private readonly long[] _happened = new long[All.Length];
    private int _percent;
    private int _pieces = 40;
    private int _pace = 2;

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.Run(new FaultyUpstream().AnswerAsync);
        await app.RunAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/control")
        {
            await ControlAsync(context);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            return;    // an engine's health: 200
        }

        var form = context.Request.Path.Value!.EndsWith("messages", StringComparison.Ordinal) ? WireForm.Messages : WireForm.Chat;
        using var asked = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var fault = context.Request.Path.StartsWithSegments("/primary") && Random.Shared.Next(100) < _percent ? All[Random.Shared.Next(All.Length)] : (FaultKind?)null;
        if (fault is { } happens)
        {
            Interlocked.Increment(ref _happened[(int)happens]);
        }

        try
        {
            await new Reply(context, form, asked.RootElement, fault, _pieces, _pace).SendAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The gateway left: a loser, or a stall that it gave up.
        }
    }

    /// <summary>Sets what the query says, and tells how often each fault happened so far.</summary>
    private Task ControlAsync(HttpContext context)
    {
        _percent = Said("percent", _percent);
        _pieces = Said("pieces", _pieces);
        _pace = Said("pace", _pace);
        return context.Response.WriteAsync(string.Join('\n', All.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind} {Interlocked.Read(ref _happened[(int)kind])}"))));

        int Said(string name, int unsaid) => int.TryParse(context.Request.Query[name].ToString(), CultureInfo.InvariantCulture, out var number) ? number : unsaid;
    }
}
