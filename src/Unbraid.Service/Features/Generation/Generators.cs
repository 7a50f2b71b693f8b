using Unbraid.Service.Features.Generation.Lyria;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Features.Generation;

/// <summary>Which generators there are: Lyria where there is a key for it, and the built-in composer always.</summary>
internal static class Generators
{
    /// <exception cref="ServiceException">The key is none, or its file cannot be read.</exception>
    public static void AddGenerators(this IServiceCollection services, GenerationOptions options)
    {
        if (ApiKey(options) is { } key)
        {
            var lyria = new LyriaOptions
            {
                ApiKey = key,
                BaseUrl = new Uri(options.LyriaUrl),
                Model = options.LyriaModel,
                Api = options.LyriaApi == GenerationOptions.Interactions ? LyriaApi.Interactions : LyriaApi.GenerateContent,
                Store = options.LyriaStore,
                Timeout = options.LyriaTimeout,
                RetryMayBillTwice = options.LyriaRetryMayBillTwice,
            };
            services.AddSingleton(provider => new LyriaClient(
                lyria, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LyriaClient>>()));
            services.AddSingleton<IMusicGenerator, LyriaGenerator>();
        }

        services.AddSingleton<IMusicGenerator, BuiltInComposer>();
        services.AddCondition("generator", provider => provider.GetServices<IMusicGenerator>().FirstOrDefault(generator => generator.Trouble is not null) is { } lame
            ? $"{lame.Model} cannot make songs now; the operator finds the reason in the log."
            : null);
        services.AddSingleton<MusicModels>().AddSingleton<ImageFetcher>();
    }

    private static string? ApiKey(GenerationOptions options)
    {
        if (options.LyriaApiKeyFile is not { } file)
            return Checked(options.LyriaApiKey, "UNBRAID_LYRIA_API_KEY");
        try
        {
            return Checked(File.ReadAllText(file).Trim(), file)
                ?? throw new ServiceException($"The key file {file} is empty; put the key of the Gemini API into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The key file {file} (UNBRAID_LYRIA_API_KEY_FILE) cannot be read: {e.Message}", e);
        }
    }

    // A key with a line break in it would be an error later, and that error would quote it.
    private static string? Checked(string? key, string source) =>
        string.IsNullOrEmpty(key) ? null
        : key.All(c => c is > ' ' and <= '~') ? key
        : throw new ServiceException($"What {source} holds is not a key of the Gemini API: it has spaces or other characters that no key has.");
}
