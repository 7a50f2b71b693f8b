using Unbraid.Service.Http;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Outbound;

/// <summary>Reads where a task's end is to be reported. Every POST may carry it.</summary>
internal sealed class CallbackMember(UrlRules rules) : ICommonMember
{
    public const string Name = "callbackUrl";

    /// <summary>Takes it from a JSON body; a wrong one is added to the body's complaints.</summary>
    public void Read(HttpContext http, JsonBody body)
    {
        if (body.OptionalString(Name) is { } url && Take(http, url) is { } complaint)
            body.Require(false, complaint);
    }

    /// <summary>Takes it from a part of a form.</summary>
    /// <exception cref="Refusal">400, it is wrong.</exception>
    public void Read(HttpContext http, string url)
    {
        if (Take(http, url) is { } complaint)
            throw new Refusal(StatusCodes.Status400BadRequest, [complaint]);
    }

    private string? Take(HttpContext http, string url)
    {
        if (rules.Complaint(url, out _) is { } complaint)
            return $"{Name} {complaint}";
        http.Features.Set(new Callback(url));
        return null;
    }
}
