using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Upload;

internal static class UploadApi
{
    private const long MultipartOverhead = 64 * 1024;

    public static void AddUpload(this IServiceCollection services) => services.AddSingleton<ITaskHandler, UploadHandler>();

    public static void MapUpload(this IEndpointRouteBuilder producer) =>
        producer.MapPost("/upload", Upload)
            .WithName("ApiPublicController_upload")
            .WithSummary("Upload a song")
            .WithDescription(
                "By address (JSON) or as the file itself (multipart/form-data, part `file`). The task's result carries the audioId.")
            .WithMetadata(new BodyLimit(producer.ServiceProvider.GetRequiredService<AudioOptions>().MaxUploadBytes + MultipartOverhead))
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 409, 413, 415, 429, 503)
            .RequireRateLimiting(RateLimits.Submissions);

    private static Task<Created<TaskIdDto>> Upload(
        HttpContext http, TaskSubmission submission, UrlRules rules, CallbackMember callbacks, ObjectStore objects, AudioOptions options) =>
        http.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true
            ? UploadFile(http, submission, callbacks, objects, options)
            : UploadUrl(http, submission, rules);

    private static async Task<Created<TaskIdDto>> UploadUrl(HttpContext http, TaskSubmission submission, UrlRules rules)
    {
        var body = await JsonBody.ReadAsync(http.Request);
        var text = body.RequiredString("audioUrl");
        if (text.Length > 0 && rules.Complaint(text, out _) is { } complaint)
            body.Require(false, $"audioUrl {complaint}");
        body.ThrowIfWrong();
        return await submission.SubmitAsync(http, UploadHandler.KindName, new UploadInput(text, null));
    }

    private static async Task<Created<TaskIdDto>> UploadFile(
        HttpContext http, TaskSubmission submission, CallbackMember callbacks, ObjectStore objects, AudioOptions options)
    {
        using var receiver = new ContentReceiver(objects, options.MaxUploadBytes, nameof(options.MaxUploadBytes));
        string? fileName = null;
        try
        {
            var reader = new MultipartReader(BoundaryOf(http.Request), http.Request.Body);
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                if (fileName is null && section.AsFileSection() is { Name: "file" } file)
                {
                    await receiver.ReceiveAsync(file.FileStream!, http.RequestAborted);
                    fileName = file.FileName;
                }
                else if (section.AsFormDataSection() is { Name: CallbackMember.Name })
                {
                    callbacks.Read(http, await ReadTextAsync(section.Body, http.RequestAborted));
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw receiver.TooLarge();
        }
        catch (Exception e) when (e is (IOException or InvalidDataException) and not BadHttpRequestException && !ObjectStore.IsDiskFull(e))
        {
            throw Broken();
        }

        if (fileName is null)
            throw new Refusal(StatusCodes.Status400BadRequest, ["file must be given, with a file name"]);
        receiver.Store();
        return await submission.SubmitAsync(
            http, UploadHandler.KindName, new UploadInput(null, fileName), contentHash: receiver.Hash);
    }

    private static string BoundaryOf(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return string.IsNullOrEmpty(boundary)
            ? throw new Refusal(StatusCodes.Status400BadRequest, ["the multipart body needs a boundary in its Content-Type"])
            : boundary;
    }

    /// <summary>The text of a part, no more of it than is needed to see that it is too long.</summary>
    private static async Task<string> ReadTextAsync(Stream part, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(part);
        var text = new char[UrlRules.MaxLength + 1];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }

    private static Refusal Broken() =>
        new(StatusCodes.Status400BadRequest, ["the multipart body is broken off or not multipart"]);

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
