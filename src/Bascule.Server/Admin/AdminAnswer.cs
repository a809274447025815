using Bascule.Engine.Conversation;
using Bascule.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>Errors of the operators' API: <c>{"error":{"code","message","mend"}}</c>.</summary>
internal static class AdminAnswer
{
    public static Task FailAsync(HttpContext context, Failure failure)
    {
        var status = failure.StatusFor(knowsOverload: false);
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return JsonAnswer.WriteAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", failure.Code);
            json.WriteString("message", failure.Message);
            json.WriteString("mend", failure.Mend);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>The question itself is wrong.</summary>
    public static Failure Wrong(string parameter, string how, string mend) =>
        new(Blame.Caller, FailureKind.Malformed, "invalid_parameter", $"'{parameter}' {how}.") { Param = parameter, Mend = mend };

    public static Failure NotFound(string code, string message, string? mend = null) =>
        new(Blame.Caller, FailureKind.UnknownPath, code, message) { Mend = mend };
}
