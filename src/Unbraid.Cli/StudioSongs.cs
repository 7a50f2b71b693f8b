using Unbraid.Client;
using Unbraid.Service;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary>Brings songs of this machine into the studio.</summary>
internal static class StudioSongs
{
    private static readonly TimeSpan s_token = TimeSpan.FromHours(1);

    /// <summary>Uploads songs one after the other, and says of each that the service refuses why.</summary>
    public static async Task SendAsync(ServiceSettings settings, string address, string subject, IReadOnlyList<string> songs, CancellationToken cancellationToken)
    {
        if (songs.Count == 0)
            return;
        using var client = new UnbraidClient(new Uri(address), TokenIssuer.Issue(settings, subject, s_token, TimeProvider.System));
        foreach (var song in songs)
        {
            try
            {
                var task = await client.UploadFileAsync(song, cancellationToken: cancellationToken);
                await task.WaitAsync(cancellationToken: cancellationToken);
            }
            catch (UnbraidException e)
            {
                Console.Error.WriteLine($"{Path.GetFileName(song)}: {e.Message}");
            }
        }
    }
}
