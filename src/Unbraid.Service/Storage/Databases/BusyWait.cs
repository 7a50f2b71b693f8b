using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Lets SQLite itself wait for another writer, in steps of milliseconds; the provider waits in steps of 150.</summary>
internal sealed class BusyWait : DbConnectionInterceptor
{
    private const int Milliseconds = 2000;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        SQLitePCL.raw.sqlite3_busy_timeout(((SqliteConnection)connection).Handle, Milliseconds);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
