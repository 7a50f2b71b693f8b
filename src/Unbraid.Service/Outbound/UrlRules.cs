using System.Net;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Outbound;

/// <summary>What can be said about an <c>audioUrl</c>, or a redirect, before anything is fetched.</summary>
internal sealed class UrlRules(OutboundOptions options) : IAddressRules
{
    public const int MaxLength = 4096;

    int IAddressRules.MaxLength => MaxLength;

    public string? Complaint(string address) => Complaint(address, out _);

    /// <summary>Null if the address may be tried, else what is wrong with it.</summary>
    public string? Complaint(string text, out Uri? url)
    {
        if (text.Length > MaxLength)
        {
            url = null;
            return $"must have at most {MaxLength} characters";
        }

        return Uri.TryCreate(text, UriKind.Absolute, out url) ? Complaint(url) : "must be an absolute http or https address";
    }

    public string? Complaint(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            return "must be an absolute http or https address";
        if (url.UserInfo.Length > 0)
            return "must not contain a user name or password";
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && !IsAllowed(url.IdnHost) &&
            !(IPAddress.TryParse(url.DnsSafeHost, out var address) && AddressPolicy.IsPublic(address)))
            return "must not point to a private or reserved address";
        return null;
    }

    /// <summary>Whether the operator named this host as one that may have a private address.</summary>
    public bool IsAllowed(string host) => options.AllowedPrivateHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
