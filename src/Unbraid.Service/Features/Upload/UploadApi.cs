using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Upload;

internal static class UploadApi
{
    private const long MultipartOverhead = 64 * 1024;

    /// <summary>RFC 2046, section 5.1.1.</summary>
    private const int LongestBoundary = 70;

    public static void AddUpload(this IServiceCollection services) => services.AddTaskKind<UploadHandler>(producer =>
    {
        Map(producer);
        producer.MapResumableUploads();
    });

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/upload", Upload)
            .WithName("ApiPublicController_upload")
            .WithSummary("Upload a song")
            .WithDescription(
                "By address (JSON) or as the file itself (multipart/form-data, part `file`). The task's result carries the audioId.")
            .WithMetadata(new BodyLimit(producer.ServiceProvider.GetRequiredService<AudioOptions>().MaxUploadBytes + MultipartOverhead))
            .Accepts<UploadDto>("application/json", UploadForm.MediaType)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                UploadForm.Describe(operation);
                return Task.CompletedTask;
            });

    private static Task<Created<TaskIdDto>> Upload(
        HttpContext http, TaskSubmission submission, StorageQuota quota, IAddressRules addresses, ObjectStore objects, AudioOptions options) =>
        http.Request.ContentType?.StartsWith(UploadForm.MediaType, StringComparison.OrdinalIgnoreCase) == true
            ? UploadFile(http, submission, quota, addresses, objects, options)
            : UploadUrl(http, submission);

    private static async Task<Created<TaskIdDto>> UploadUrl(HttpContext http, TaskSubmission submission)
    {
        var request = await Body<UploadDto>.ReadAsync(http);
        return await submission.SubmitAsync(
            http, new Submission<UploadInput>(UploadHandler.KindName, new UploadInput(request.AudioUrl, null), request.CallbackUrl));
    }

    private static async Task<Created<TaskIdDto>> UploadFile(
        HttpContext http, TaskSubmission submission, StorageQuota quota, IAddressRules addresses, ObjectStore objects, AudioOptions options)
    {
        // A repetition is read only to see that it is one; it takes no room.
        using var claim = await submission.AdmitAsync(http) ? await quota.ClaimAsync(http.User.Tenant(), http.RequestAborted) : null;
        using var receiver = new ContentReceiver(objects, options.MaxUploadBytes, nameof(options.MaxUploadBytes), claim);
        string? fileName = null, callbackUrl = null;
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
                else if (section.AsFormDataSection() is { Name: UploadForm.CallbackUrl })
                {
                    callbackUrl = await ReadTextAsync(section.Body, addresses.MaxLength + 1, http.RequestAborted);
                    if (addresses.Complaint(callbackUrl) is { } complaint)
                        throw new Refusal(StatusCodes.Status400BadRequest, [$"{UploadForm.CallbackUrl} {complaint}"]);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw receiver.TooLarge();
        }
        catch (Exception e) when (e is (IOException or InvalidDataException) and not BadHttpRequestException && StorageFaults.ReasonOf(e)?.IsMachine() != true)
        {
            throw Broken();
        }

        if (fileName is null)
            throw new Refusal(StatusCodes.Status400BadRequest, ["file must be given, with a file name"]);
        receiver.Store();
        try
        {
            return await submission.SubmitAsync(
                http, new Submission<UploadInput>(UploadHandler.KindName, new UploadInput(null, fileName), callbackUrl) { ContentHash = receiver.Hash });
        }
        catch (Exception e) when (!StorageFaults.IsPassing(e))
        {
            // After a passing fault of the database the task may be there; if it is not, the file is swept.
            receiver.TakeBack();
            throw;
        }
    }

    private static string BoundaryOf(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return string.IsNullOrEmpty(boundary)
            ? throw new Refusal(StatusCodes.Status400BadRequest, ["the multipart body needs a boundary in its Content-Type"])
            : boundary.Length > LongestBoundary
            ? throw new Refusal(StatusCodes.Status400BadRequest, [$"the boundary of the multipart body must have at most {LongestBoundary} characters"])
            : boundary;
    }

    /// <summary>The text of a part, no more of it than is needed to see that it is too long.</summary>
    private static async Task<string> ReadTextAsync(Stream part, int most, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(part);
        var text = new char[most];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }

    private static Refusal Broken() =>
        new(StatusCodes.Status400BadRequest, ["the multipart body is broken off or not multipart"]);
}
