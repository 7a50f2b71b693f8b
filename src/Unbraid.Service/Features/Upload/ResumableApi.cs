using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Upload;

/// <summary>Uploads that go on where they broke off, for clients of the protocol tus. An upload is a task from its beginning; its id names both.</summary>
internal static class ResumableApi
{
    public static void MapResumableUploads(this IEndpointRouteBuilder producer)
    {
        var limit = new BodyLimit(producer.ServiceProvider.GetRequiredService<AudioOptions>().MaxUploadBytes);

        producer.MapMethods("/uploads", ["OPTIONS"], Offer).AllowAnonymous().ExcludeFromDescription();

        producer.MapSubmission("/uploads", Begin)
            .WithName("ApiPublicController_beginUpload")
            .WithSummary("Begin an upload that can be resumed")
            .WithDescription(
                "By the protocol [tus 1.0.0](https://tus.io), whose clients there are for most languages. The header `Location` of the answer says where the file's bytes go; "
                + "the task begins when all have come. A body of the media type of a PATCH is taken as the first of them.")
            .Refuses(408, 412)
            .WithMetadata(limit)
            .WithHeaders(ResumableDetails.Begin);

        producer.MapMethods("/uploads/{taskId}", ["HEAD"], Look)
            .WithName("ApiPublicController_lookAtUpload")
            .WithSummary("Ask how far an upload has come")
            .WithDescription("The header `Upload-Offset` of the answer says how many bytes are here.")
            .Produces(200)
            .Refuses(401, 404, 410, 412, 429)
            .RequireRateLimiting(RateLimits.Polls)
            .WithHeaders(ResumableDetails.Look);

        producer.MapMethods("/uploads/{taskId}", ["PATCH"], Append)
            .WithName("ApiPublicController_sendUpload")
            .WithSummary("Send bytes of an upload")
            .WithDescription("As many as you like, from `Upload-Offset` on. If the connection is lost, what has come stays: ask with HEAD, and go on from there.")
            .Accepts<Stream>(TusProtocol.MediaType)
            .Refuses(400, 401, 404, 408, 409, 410, 412, 413, 415, 429, 503, 507)
            .WithMetadata(limit)
            .RequireRateLimiting(RateLimits.Polls)
            .WithHeaders(ResumableDetails.Append);

        producer.MapDelete("/uploads/{taskId}", End)
            .WithName("ApiPublicController_endUpload")
            .WithSummary("Give an upload up")
            .WithDescription("What has come of it goes, and its task ends as `cancelled`. An upload that has all come stays as it is.")
            .Refuses(401, 404, 412, 429)
            .RequireRateLimiting(RateLimits.Polls);
    }

    private static NoContent Offer(HttpResponse response, AudioOptions options)
    {
        response.Headers[TusProtocol.Resumable] = TusProtocol.Version;
        response.Headers["Tus-Version"] = TusProtocol.Version;
        response.Headers["Tus-Extension"] = TusProtocol.Extensions;
        response.Headers["Tus-Max-Size"] = $"{options.MaxUploadBytes}";
        return TypedResults.NoContent();
    }

    private static async Task<Created<TaskIdDto>> Begin(
        HttpContext http, TaskSubmission submission, IncomingContent content, IAddressRules addresses, AudioOptions songs, StorageOptions storage)
    {
        TusProtocol.Agree(http);
        var (length, metadata) = (TusProtocol.Bytes(http.Request, TusProtocol.UploadLength), TusProtocol.Metadata(http.Request));
        if (length > songs.MaxUploadBytes)
            throw ContentReceiver.TooLarge(songs.MaxUploadBytes, nameof(songs.MaxUploadBytes));
        var callbackUrl = metadata.GetValueOrDefault(UploadForm.CallbackUrl);
        if (callbackUrl is not null && addresses.Complaint(callbackUrl) is { } complaint)
            throw new Refusal(StatusCodes.Status400BadRequest, [$"{UploadForm.CallbackUrl} {complaint}"]);
        var input = new UploadInput(null, metadata.GetValueOrDefault("filename") ?? "");
        var task = await submission.AddAsync(http, new Submission<UploadInput>(UploadHandler.KindName, input, callbackUrl) { ContentLength = length });

        var sends = string.Equals(http.Request.ContentType, TusProtocol.MediaType, StringComparison.OrdinalIgnoreCase);
        if (task.AwaitsContent && (sends || length == 0))
            Say(http, task, storage, await content.AppendAsync(task, 0, sends ? http.Request.ContentLength : 0, sends ? http.Request.Body : Stream.Null, http.RequestAborted));
        else
            Say(http, task, storage, null);
        return TypedResults.Created($"{http.Request.PathBase}/producer/uploads/{task.Id}", new TaskIdDto { TaskId = $"{task.Id}" });
    }

    private static async Task<Ok> Look(HttpContext http, TaskStore tasks, IncomingContent content, StorageOptions storage, string taskId)
    {
        var task = await FindAsync(http, tasks, taskId);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[TusProtocol.UploadLength] = $"{task.ContentLength}";
        Say(http, task, storage, await content.OffsetOfAsync(task, http.RequestAborted));
        return TypedResults.Ok();
    }

    private static async Task<NoContent> Append(HttpContext http, TaskStore tasks, IncomingContent content, StorageOptions storage, string taskId)
    {
        var task = await FindAsync(http, tasks, taskId);
        var offset = TusProtocol.Bytes(http.Request, TusProtocol.UploadOffset);
        Say(http, task, storage, await content.AppendAsync(task, offset, http.Request.ContentLength, http.Request.Body, http.RequestAborted));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> End(HttpContext http, TaskStore tasks, IncomingContent content, string taskId)
    {
        TusProtocol.Agree(http);
        var task = await TasksApi.FindAsync(http, tasks, taskId);
        if (task.AwaitsContent && await tasks.CancelAsync(task.Id, task.Tenant))
            await content.RemoveAsync(task, http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>The caller's own upload.</summary>
    /// <exception cref="Refusal">404, there is none with this id; 410, it has ended before all of it came.</exception>
    private static async Task<TaskRow> FindAsync(HttpContext http, TaskStore tasks, string taskId)
    {
        TusProtocol.Agree(http);
        var task = await TasksApi.FindAsync(http, tasks, taskId);
        if (task.ContentLength is null)
            throw new Refusal(StatusCodes.Status404NotFound, "There is no upload with this id.");
        return task.AwaitsContent && task.State != TaskState.Pending ? throw IncomingContent.Ended() : task;
    }

    private static void Say(HttpContext http, TaskRow task, StorageOptions storage, long? offset)
    {
        if (offset is not null)
            http.Response.Headers[TusProtocol.UploadOffset] = $"{offset}";
        if (offset != task.ContentLength)
            http.Response.Headers[TusProtocol.UploadExpires] = (task.CreatedAt + storage.UploadLifetime).ToString("R", CultureInfo.InvariantCulture);
    }
}
