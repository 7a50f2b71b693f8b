using System.Net;
using Unbraid.Audio;

namespace Unbraid.Separation.Catalogue;

/// <summary>The sentences for fetching that fails.</summary>
internal static class DownloadErrors
{
    /// <summary>Whether a file cannot be opened because another process holds it.</summary>
    public static bool IsLock(IOException error) => SystemErrors.ReasonOf(error) == FaultReason.InUse;

    public static DownloadException Offline(CatalogueModel model, string folder) => new(DownloadFailure.Offline,
        $"Model '{model.Name}' is not fetched because UNBRAID_OFFLINE is set: unset it, or put {string.Join(", ", model.Files.Select(file => file.Name))} into '{folder}'.");

    public static DownloadException Consent(CatalogueModel model) => new(
        DownloadFailure.Consent, $"The weights of '{model.Name}' are for {model.Licence.Name} ({model.Licence.Source}), which has to be agreed to before they are fetched.")
    {
        Remedy = new Remedy(RemedyKind.AcceptLicence, model.Name),
    };

    public static DownloadException Status(HttpStatusCode status, Uri source) => new(DownloadFailure.Refusal, status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => $"There is no file at {Show(source)} ({(int)status}): it may have moved; a newer version of this program may know where.",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{Show(source)} may not be fetched ({(int)status}): the server, or a filter on the way, refuses it.",
        HttpStatusCode.ProxyAuthenticationRequired => "The proxy wants a name and a password (407): put them into HTTPS_PROXY as http://NAME:PASSWORD@HOST:PORT.",
        _ => $"The server answered {(int)status} for {Show(source)}: try again later.",
    });

    /// <param name="error">What happened before there was an answer.</param>
    /// <param name="source">What was asked for.</param>
    /// <param name="proxy">The proxy that was asked, if any.</param>
    public static DownloadException Connection(HttpRequestException error, Uri source, Uri? proxy) => new(DownloadFailure.Connection, error switch
    {
        { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => Status(HttpStatusCode.ProxyAuthenticationRequired, source).Message,
        { HttpRequestError: HttpRequestError.ProxyTunnelError or HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } when proxy is not null =>
            $"The proxy {proxy.Host}:{proxy.Port} cannot be used: check HTTP_PROXY and HTTPS_PROXY, or name {source.Host} in NO_PROXY.",
        { HttpRequestError: HttpRequestError.NameResolutionError } => $"The address of {source.Host} cannot be found: check the network, or set HTTPS_PROXY if there is a proxy.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"There is no secure connection to {source.Host}: check the clock and the certificates of this machine.",
        _ => $"{source.Host}:{source.Port} cannot be reached: check the network and try again.",
    });

    public static DownloadException ConnectionTimeout(Uri source, TimeSpan time) => new(
        DownloadFailure.Connection, $"{source.Host}:{source.Port} cannot be reached within {time.TotalSeconds:0.#} s: check the network and try again.");

    public static DownloadException WebPage(Uri source, ModelFile file) => new(
        DownloadFailure.Refusal,
        $"{source.Host} answered a web page instead of {file.Name}: a login page of this network or a filter may be in between; open it in a browser, or set HTTPS_PROXY.");

    public static DownloadException Busy(string path) => new(
        DownloadFailure.Disk, FaultReason.InUse, $"'{path}' is being fetched by another process, which gets nowhere: stop it, and run this again.");

    public static DownloadException Full(string path, long bytes) => new(
        DownloadFailure.Disk, FaultReason.DiskFull, $"'{path}' needs {Megabytes(bytes)} MB and the disk is full: free some space, or set UNBRAID_MODELS to another folder.");

    public static DownloadException Cut(Uri source, long done, long total) => new(DownloadFailure.Interruption,
        $"The connection to {source.Host} was cut after {Megabytes(done)} of {Megabytes(total)} MB: run it again, it goes on from there.");

    public static DownloadException Stalled(Uri source, TimeSpan time, long done, long total) => new(DownloadFailure.Interruption,
        $"Next to nothing came from {source.Host} for {time.TotalSeconds:0.#} s, after {Megabytes(done)} of {Megabytes(total)} MB: run it again, it goes on from there.");

    /// <param name="source">Where it came from.</param>
    /// <param name="file">What it should have been.</param>
    /// <param name="expected">Its SHA-256, where it is known.</param>
    /// <param name="found">What it was.</param>
    public static DownloadException WrongContent(Uri source, ModelFile file, string? expected, string found) => new(
        DownloadFailure.Content,
        $"What is at {Show(source)} is not {file.Name} ({(expected is null ? $"{file.Size} bytes" : $"SHA-256 {expected}")}) but {found}: it was thrown away; try again, or fetch from elsewhere.");

    public static DownloadException Disk(string path, Exception error)
    {
        const string Elsewhere = "set UNBRAID_MODELS to another folder";
        var reason = SystemErrors.OfWriting(error) ?? FaultReason.DiskError;
        return new DownloadException(DownloadFailure.Disk, reason, reason switch
        {
            FaultReason.InUse => $"'{path}' is in use by another process: wait for it, or stop it.",
            FaultReason.DiskFull or FaultReason.DiskQuota => $"'{path}' cannot be written because the disk is full: free some space, or {Elsewhere}.",
            FaultReason.ReadOnly => $"'{path}' cannot be written because the disk is read-only: {Elsewhere}.",
            FaultReason.NoPermission => $"'{path}' cannot be written: no permission; {Elsewhere}.",
            _ => $"'{path}' cannot be written: {error.Message.TrimEnd('.')}; {Elsewhere}.",
        });
    }

    /// <summary>An address without what may be secret in it: a name and password, and a query.</summary>
    public static string Show(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";
}
