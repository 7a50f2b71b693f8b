namespace Unbraid.Service.Jobs;

/// <summary>Where the end of the task that a request starts is to be reported.</summary>
internal sealed record Callback(string Url)
{
    /// <summary>What this request said, once its body was read.</summary>
    public static Callback? Of(HttpContext http) => http.Features.Get<Callback>();
}
