using System.Diagnostics;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Http;

/// <summary>
/// Gives every error the body of a <see cref="Problem"/>: refusals, requests the server could not read, and mistakes of our own.
/// </summary>
internal static class Problems
{
    public static void UseProblems(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status416RangeNotSatisfiable })
                ForgetFile(http.Response);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await Problem.WriteAsync(http, new Refusal(http.Response.StatusCode, Explain(http.Response.StatusCode)));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            if (http.RequestAborted.IsCancellationRequested)
                return;
            await Problem.WriteAsync(http, Translate(e, http, app.Logger));
        }
    });

    /// <summary>Takes away what described the file that is not sent.</summary>
    private static void ForgetFile(HttpResponse response)
    {
        (response.ContentLength, response.ContentType) = (null, null);
        response.Headers.CacheControl = "no-store";
        response.Headers.Remove("Content-Disposition");
    }

    private static Refusal Translate(Exception e, HttpContext http, ILogger log)
    {
        switch (e)
        {
            case Refusal refusal:
                return refusal;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Refusal(StatusCodes.Status413PayloadTooLarge, "The request body is larger than allowed.");
            case BadHttpRequestException bad:
                return new Refusal(bad.StatusCode, bad.Message);
            default:
                // The path only: a query may hold a signature.
                log.LogFault(e, $"{http.Request.Method} {Logging.Safe(http.Request.Path.ToUriComponent())} failed, trace {Activity.Current?.TraceId.ToHexString()}");
                return MachineFaults.Explain(StorageFaults.ReasonOf(e)) ?? new Refusal(
                    StatusCodes.Status500InternalServerError, "Something went wrong inside the service; the operator finds it in the log.");
        }
    }

    private static string Explain(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Send a valid token in the header Authorization: Bearer <token>.",
        StatusCodes.Status403Forbidden => "The token lacks the scope that this service asks for.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not answer to this method.",
        StatusCodes.Status415UnsupportedMediaType => "This endpoint does not take a body of this media type.",
        StatusCodes.Status416RangeNotSatisfiable => "The file has no such bytes; the header Content-Range says how long it is.",
        _ => "The request cannot be answered.",
    };
}
