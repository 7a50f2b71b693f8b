using Unbraid.Service.Api;
using Unbraid.Service.Upload;

namespace Unbraid.Service.Webhooks;

/// <summary>Where the end of the task that a request starts is to be reported. Every POST may carry it.</summary>
internal sealed record Callback(string Url)
{
    public const string Member = "callbackUrl";

    /// <summary>What this request said, once its body was read.</summary>
    public static Callback? Of(HttpContext http) => http.Features.Get<Callback>();

    /// <summary>Takes it from a JSON body; a wrong one is added to the body's complaints.</summary>
    public static void Read(HttpContext http, JsonBody body)
    {
        if (body.OptionalString(Member) is { } url && Take(http, url) is { } complaint)
            body.Require(false, complaint);
    }

    /// <summary>Takes it from a part of a form.</summary>
    /// <exception cref="Refusal">400, it is wrong.</exception>
    public static void Read(HttpContext http, string url)
    {
        if (Take(http, url) is { } complaint)
            throw new Refusal(StatusCodes.Status400BadRequest, [complaint]);
    }

    private static string? Take(HttpContext http, string url)
    {
        if (http.RequestServices.GetRequiredService<AudioUrl>().Complaint(url, out _) is { } complaint)
            return $"{Member} {complaint}";
        http.Features.Set(new Callback(url));
        return null;
    }
}
