using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Audio.Packaging;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Package;

internal static class PackageApi
{
    public static void AddPackage(this IServiceCollection services) => services.AddSingleton(PackageHandler.Area).AddTaskKind<PackageHandler>(Map);

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/package", Package)
            .WithName("ApiPublicController_package")
            .WithSummary("Take a song home as one file to work on")
            .WithDescription(
                "The stems of a completed stems task, or a whole song as one track, as one file. `zip`: the files, and `project.json`, which describes them. `stem.mp4`: Native "
                + "Instruments' Stems, the song and exactly four stems in AAC. `reaper`: the files and a project of REAPER. `dawproject`: for Bitwig Studio, Cubase, Studio One and "
                + "others. All tracks begin at 0 and are as long as the song. The tempo is in it if the song was generated and it is known; of a song of the built-in composer there is a "
                + "click track too (not in stem.mp4).")
            .Refuses(404);

    private static async Task<Created<TaskIdDto>> Package(HttpContext http, Body<PackageDto> body, TaskSubmission submission, AudioStore audios, StemShelf shelf)
    {
        var request = body.Value;
        var tenant = http.User.Tenant();
        var song = request.AudioId is { } id ? await audios.RequireAsync(id, tenant) : null;
        var stems = request.TaskId is { } task ? await shelf.RequireAsync(task, tenant) : null;
        if (song is not null && stems is not null && stems.AudioId != song.Id)
            throw new Refusal(StatusCodes.Status404NotFound, "The stems of this taskId are not of this audioId: leave audioId out.");
        if (PackageFormats.ByName[request.Format].Complaint([.. stems?.Files.Keys ?? [PackageHandler.WholeSong]]) is { } complaint)
            throw new Refusal(StatusCodes.Status409Conflict, complaint); // what stems there are is no matter of the body's form
        return await submission.SubmitAsync(
            http, new Submission<PackageInput>(PackageHandler.KindName, new PackageInput(stems?.TaskId, request.Format), request.CallbackUrl)
            {
                AudioId = stems?.AudioId ?? song!.Id,
            });
    }
}
