using System.Text.RegularExpressions;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Errors that no request of a client causes and no waiting mends, and what the operator does about each.</summary>
internal static partial class OperatorTrouble
{
    private static readonly (Func<LyriaFailure, bool> Is, string Remedy)[] s_troubles =
    [
        (e => e.Says("reported as leaked"),
            "the key was reported as leaked and is blocked for good; make a new one in Google AI Studio"),
        (e => e.Code == 402 || e.Status == "PAYMENT_REQUIRED" || e.Says("prepayment credits"),
            "the prepaid credit of the key's billing account is used up; add credit in Google AI Studio"),
        (e => e.Says("spending cap") || e.Status == "BUDGET_EXCEEDED",
            "the spending limit of the key's project is reached; raise it in Google AI Studio"),
        (e => e.Reason == "BILLING_DISABLED" || HasNoBilling(e),
            "the key's project has no billing, and Lyria has no free tier; set up billing for the project in Google AI Studio"),
        (e => e.Says("location is not supported"),
            "Google does not serve the place from which this service calls; run it where the Gemini API is available"),
        (e => e.Reason == "SERVICE_DISABLED" || e.Says("has not been used in project"),
            "the Generative Language API is switched off in the key's project; switch it on in the Google Cloud console"),
        (e => e.Reason is not null && e.Reason.StartsWith("API_KEY_", StringComparison.Ordinal) && e.Reason.EndsWith("_BLOCKED", StringComparison.Ordinal),
            "the key's restrictions do not allow this call; allow the Generative Language API and this machine, or make another key"),
        (e => e.Reason is "CONSUMER_SUSPENDED" or "CONSUMER_INVALID" || e.Says("has been suspended"),
            "the key's project is suspended; Google says why in the Cloud console"),
        (e => e.Reason == "ACCESS_TOKEN_TYPE_UNSUPPORTED",
            "the key is not of the kind that the Gemini API takes; make one in Google AI Studio, where keys begin with AQ and a point"),
        (e => e.Code == 401 || e.Reason is "API_KEY_INVALID" or "API_KEY_EXPIRED" || e.Says("API key not valid") || e.Says("API key expired"),
            "Google does not accept the key; look at UNBRAID_LYRIA_API_KEY, or make a new one in Google AI Studio"),
        (e => e.Code == 403,
            "the key may not use the model; look at its project in Google AI Studio"),
        (e => e.Status == "FAILED_PRECONDITION",
            "Google does not serve the key's project as it is; look at its billing and its region in Google AI Studio"),
    ];

    /// <summary>What is to be done, or null if this is not the operator's trouble.</summary>
    public static string? RemedyFor(LyriaFailure failure, LyriaOptions options) =>
        failure.Code == 404
            ? $"there is no model {options.Model}; look at UNBRAID_LYRIA_MODEL"
            : Array.Find(s_troubles, trouble => trouble.Is(failure)).Remedy;

    /// <summary>A quota of zero comes with the advice to wait some seconds; it stays zero.</summary>
    private static bool HasNoBilling(LyriaFailure e) =>
        e.Code == 429
            ? e.Says("free_tier") || LimitOfZero().IsMatch(e.Message) || e.Quotas.Any(quota => quota.Name.Contains("FreeTier", StringComparison.OrdinalIgnoreCase) || quota.Value == "0")
            : e.Code is 400 or 403 && (e.Says("free tier is not available") || e.Says("enable billing"));

    [GeneratedRegex(@"\blimit:\s*0(?!\.?\d)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LimitOfZero();
}
