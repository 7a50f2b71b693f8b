using System.Globalization;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Hears of tasks that changed, as the tables' own trigger tells it (LISTEN and NOTIFY), on a connection of its own.</summary>
internal static class PostgresChanges
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static async Task ListenAsync(
        NpgsqlConnectionStringBuilder address, Action<TaskChange?> changed, ILogger log, CancellationToken cancellationToken)
    {
        var connect = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString;
        var isLost = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connect);
                connection.Notification += (_, told) => changed(Read(told.Payload));
                await connection.OpenAsync(cancellationToken);
                await using (var listen = new NpgsqlCommand("LISTEN unbraid", connection))
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                if (isLost)
                    log.LogInformation("The database tells of changes again");
                isLost = false;
                changed(null);
                while (true)
                    await connection.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
            {
                if (!isLost)
                    log.LogWarning(e, "The database does not tell of changes; workers look for tasks now and then until it does");
                isLost = true;
                await Task.Delay(s_pause, CancellationToken.None);
            }
        }
    }

    private static TaskChange? Read(string payload) =>
        payload.Split(' ', 3) is [var id, var state, var kind] && Guid.TryParse(id, out var taskId) && int.TryParse(state, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TaskChange(taskId, kind, (TaskState)number)
            : null;
}
