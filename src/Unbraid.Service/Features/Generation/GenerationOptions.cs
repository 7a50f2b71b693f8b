using System.ComponentModel.DataAnnotations;
using Unbraid.Service.Jobs;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Features.Generation;

[SettingsGroup("Making songs", 70)]
internal sealed record GenerationOptions : IValidatableObject
{
    public const string GenerateContent = "generateContent", Interactions = "interactions";

    [Setting("Key of the Gemini API. With it songs are made by Google's Lyria unless a request names the built-in composer.", Secret = true)]
    public string? LyriaApiKey { get; init; }

    [Setting("A file that holds the key, read at the start, instead of `lyriaApiKey`.")]
    public string? LyriaApiKeyFile { get; init; }

    [Setting("Where the Gemini API is; https, or http on this machine.")]
    public string LyriaUrl { get; init; } = "https://generativelanguage.googleapis.com/";

    [Setting("Id of the model behind the name `Lyria 3 Pro`.")]
    public string LyriaModel { get; init; } = "lyria-3.5";

    [Setting("How Lyria is asked: `generateContent`, one call that waits for the song, or `interactions`, a job that is asked for again after a stop or a time-out.")]
    public string LyriaApi { get; init; } = GenerateContent;

    [Setting("Whether Google may keep requests and songs. A job of `interactions` is kept while it runs, and deleted there when its song is safe here.")]
    public bool LyriaStore { get; init; }

    [Setting("Longest time for one call of Lyria, which answers when the song is made.", To = "1h")]
    public TimeSpan LyriaTimeout { get; init; } = TimeSpan.FromSeconds(600);

    [Setting(
        "Whether Lyria is called again when a call timed out or broke off, or the service was stopped during one. The song may then be paid for twice.")]
    public bool LyriaRetryMayBillTwice { get; init; }

    [Setting("Largest picture fetched from an `imageUrl`.", From = "1KB", To = "1GB")]
    public long MaxImageBytes { get; init; } = 10_000_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LyriaApiKey is not null && LyriaApiKeyFile is not null)
            yield return new($"{Setting.Say(nameof(LyriaApiKey))} and {Setting.Say(nameof(LyriaApiKeyFile))} are both set; give one of them.");
        if (LyriaApi is not (GenerateContent or Interactions))
            yield return new($"{Setting.Say(nameof(LyriaApi))} is \"{LyriaApi}\"; give {GenerateContent} or {Interactions}.");
        if (!Uri.TryCreate(LyriaUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            yield return new(
                $"{Setting.Say(nameof(LyriaUrl))} is \"{LyriaUrl}\"; give an https address, since the key is sent there (http only to this machine itself).");
        if ((LyriaApiKey ?? LyriaApiKeyFile) is not null && LyriaTimeout >= validationContext.GetRequiredService<JobOptions>().TaskTimeout)
            yield return new(
                $"{Setting.Say(nameof(LyriaTimeout))} must be shorter than {Setting.Say(nameof(JobOptions.TaskTimeout))}, or a call that is paid for is thrown away.");
    }

    /// <summary>The record's own text would show the key.</summary>
    public override string ToString() => nameof(GenerationOptions);
}
