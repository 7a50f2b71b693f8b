using System.ComponentModel;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Unbraid.Service.Http;

/// <summary>An error body: RFC 9457, and the members that clients of NestJS services look for.</summary>
[Description("Why a request was refused (RFC 9457).")]
internal sealed record Problem
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // never put into a page
    };

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What was wrong and what to do.")]
    public required string Detail { get; init; }

    public string? TraceId { get; init; }

    [Description("The same as status.")]
    public required int StatusCode { get; init; }

    [Description("The same as detail; a list with one sentence for each wrong field where fields are wrong.")]
    public required object Message { get; init; }

    [Description("The same as title.")]
    public required string Error { get; init; }

    public static async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        var title = ReasonPhrases.GetReasonPhrase(refusal.Status);
        http.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        var problem = new Problem
        {
            Type = "about:blank",
            Title = title,
            Status = refusal.Status,
            Detail = refusal.Message,
            TraceId = Activity.Current?.TraceId.ToHexString(),
            StatusCode = refusal.Status,
            Message = (object?)refusal.Messages ?? refusal.Message,
            Error = title,
        };
        await http.Response.WriteAsJsonAsync(problem, s_json, "application/problem+json", CancellationToken.None);
    }
}
