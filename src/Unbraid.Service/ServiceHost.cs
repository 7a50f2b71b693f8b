using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;
using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Download;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Mix;
using Unbraid.Service.Features.Package;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Features.Studio;
using Unbraid.Service.Features.Upload;
using Unbraid.Service.Features.Video;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.OpenApi;
using Unbraid.Service.Outbound;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service;

/// <summary>The service as one call.</summary>
public static class ServiceHost
{
    /// <summary>What comes after the drain time: handing back, the last answers, closing the database.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs the service until cancelled or told to stop by a signal, then drains it. Says on stderr in one sentence why it could
    /// not start.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Stops it in order.</param>
    /// <param name="listening">Called once with the addresses when it listens; null for nobody.</param>
    /// <returns>0 after an orderly stop, 1 if it could not start.</returns>
    public static async Task<int> RunAsync(
        ServiceSettings settings, CancellationToken cancellationToken, Action<IReadOnlyCollection<string>>? listening = null)
    {
        try
        {
            using var folder = DataFolder.Open(settings.DataFolder, settings.Get<StorageOptions>().Objects);
            await using var app = Build(settings, folder);
            if (HandleLimit.Warning() is { } warning)
                app.Logger.LogWarning("{Warning}", warning);
            await PrepareAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            app.Logger.LogInformation(
                "Unbraid listens on {Urls}; its data is in {Folder}", string.Join(" and ", app.Urls), folder.Path);
            folder.SayAddress(app.Urls.First());
            listening?.Invoke([.. app.Urls]);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (Explain(e, settings.Get<HttpOptions>().Urls) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>The whole application, not yet started.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">The data folder, held by the caller.</param>
    /// <param name="replace">Replaces services, for tests.</param>
    internal static WebApplication Build(ServiceSettings settings, DataFolder folder, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var secrets = SecretTexts.Of(settings);
        builder.AddTelemetry(settings.Get<TelemetryOptions>());
        builder.WebHost.UseKestrel(kestrel =>
        {
            (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, 1_000_000);
            kestrel.Limits.MaxConcurrentConnections = settings.Get<HttpOptions>().MaxConnections ?? HandleLimit.ConnectionsAt(ProcessLimits.OpenFiles);
        });
        builder.WebHost.UseUrls(settings.Get<HttpOptions>().Addresses);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Get<JobOptions>().DrainTime + s_farewell);

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSettings(settings);
        services.AddStorage(folder, settings.Get<StorageOptions>());
        services.AddBearerTokens(settings.Get<TokenOptions>(), SigningKey.Open(secrets.Keys), new TokenLedger(secrets.Tokens));
        services.AddHttp(settings.Get<HttpOptions>());
        services.AddSelfDescription();
        services.AddJobs();
        services.AddOutbound();
        services.AddUpload();
        services.AddGeneration(settings.Get<GenerationOptions>());
        services.AddStems();
        services.AddMix();
        services.AddPackage();
        services.AddDownload();
        services.AddVideo();
        services.AddAudios();
        services.AddStudio();
        replace?.Invoke(services);

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.Use(next => http => app.Services.GetRequiredService<RequestLog>().RunAsync(http, next));
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseRouting();
        app.UseCors();
        app.UseDraining();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();

        var producer = app.MapGroup("/producer").RequireAuthorization().WithTags("producer");
        foreach (var endpoints in app.Services.GetServices<ProducerEndpoints>())
            endpoints.Map(producer);
        producer.MapTasks();
        producer.MapUsage();
        app.MapFiles();
        app.MapHealth();
        app.MapMetrics();
        app.MapSelfDescription();
        app.MapStudio();
        return app;
    }

    /// <summary>Checks the database and clears up after the last run, before anything else begins.</summary>
    internal static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var factory = app.Services.GetRequiredService<IDbContextFactory<ServiceDb>>();
        var folder = app.Services.GetRequiredService<DataFolder>();
        await folder.Reserve.SpendAsync(async () =>
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            await app.Services.GetRequiredService<IDatabase>().PrepareAsync(db, cancellationToken);
            return true;
        });
        await app.Services.GetRequiredService<Janitor>().CleanUpAfterLastRunAsync();
    }

    private static string? Explain(Exception e, string urls) => e switch
    {
        ServiceException => e.Message,
        IOException { InnerException: AddressInUseException } =>
            $"The address {urls} is in use by another program; stop it or choose another with --urls or UNBRAID_URLS.",
        SocketException => $"The address {urls} cannot be listened on: {e.Message}.",
        _ => null,
    };
}
