import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, figure, graph } from '../panels.ts';
import { type CloudWatchMetric, dimension, metric } from '../queries.ts';
import { cloudWatchVariable } from '../variables.ts';

type Of = Omit<CloudWatchMetric, 'namespace'>;

const stream = (wanted: Of) => metric({ namespace: 'AWS/IVS', ...wanted });
const chat = (wanted: Of) => metric({ namespace: 'AWS/IVSChat', ...wanted });

/** A metric of every channel, labelled with the channel's id. */
const byChannel = (name: string, statistic: CloudWatchMetric['statistic']) =>
  stream({
    metric: name,
    dimensions: { Channel: '*' },
    statistic,
    label: dimension('Channel'),
  });

/** Channels, viewers and chat, as Amazon IVS counts them. */
export function liveDashboard(): DashboardBuilder {
  const board = dashboard({
    uid: 'tidecast-live',
    title: 'Tidecast / Live',
    description:
      'Channels, viewers and chat of Amazon IVS: of everything in this account and region. Without a live channel there is nothing to see.',
  }).withVariable(cloudWatchVariable());
  addSummary(board);
  addChannels(board.withRow(new RowBuilder('Channels')));
  addChat(board.withRow(new RowBuilder('Chat')));
  return board;
}

function addSummary(board: DashboardBuilder): void {
  board
    .withPanel(
      figure(
        { title: 'Channels live', description: 'Now.', unit: 'short', abreast: 3 },
        stream({ metric: 'ConcurrentStreams', statistic: 'Maximum', label: 'channels' }),
      ),
    )
    .withPanel(
      figure(
        { title: 'Viewers', description: 'Of all channels, now.', unit: 'short', abreast: 3 },
        stream({ metric: 'ConcurrentViews', statistic: 'Maximum', label: 'viewers' }),
      ),
    )
    .withPanel(
      figure(
        { title: 'In chat', description: 'Open connections, now.', unit: 'short', abreast: 3 },
        chat({ metric: 'ConcurrentChatConnections', statistic: 'Maximum', label: 'connections' }),
      ),
    );
}

function addChannels(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Channels by health',
          description: 'Starving means: less comes from the broadcaster than is to be played.',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [
          stream({
            metric: 'ConcurrentStreams',
            dimensions: { Health: '*' },
            statistic: 'Maximum',
            label: dimension('Health'),
          }),
        ],
      ),
    )
    .withPanel(
      graph({ title: 'Viewers by channel', description: 'Now.', unit: 'short', abreast: 2 }, [
        byChannel('ConcurrentViews', 'Maximum'),
      ]),
    )
    .withPanel(
      graph(
        {
          title: 'Bitrate from the broadcaster',
          description: 'Picture, sound and metadata together.',
          unit: 'bps',
          abreast: 3,
        },
        [byChannel('IngestBitrate', 'Average')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Frames from the broadcaster',
          description: 'A second. When they break off, viewers see a standing picture.',
          unit: 'short',
          abreast: 3,
        },
        [byChannel('IngestFramerate', 'Average')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Keyframe interval',
          description: 'IVS asks for 2 s: longer ones delay what viewers see.',
          unit: 's',
          abreast: 3,
        },
        [byChannel('KeyframeInterval', 'Maximum')],
      ),
    );
}

function addChat(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Messages',
          description: 'Sent by people, and delivered to all who read them.',
          unit: 'short',
          abreast: 3,
        },
        [
          chat({ metric: 'MessagingRequests', statistic: 'Sum', label: 'sent' }),
          chat({ metric: 'MessagingDeliveries', statistic: 'Sum', label: 'delivered' }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Requests by action',
          description: 'Messages, and what moderators do.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [
          chat({
            metric: 'Requests',
            dimensions: { Action: '*' },
            statistic: 'Sum',
            label: dimension('Action'),
          }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Review failures',
          description: 'Messages that the review function did not answer, or answered wrongly.',
          unit: 'short',
          abreast: 3,
        },
        [
          chat({
            metric: 'InvocationErrors',
            dimensions: { Uri: '*' },
            statistic: 'Sum',
            label: 'not answered',
          }),
          chat({
            metric: 'ResponseValidationErrors',
            dimensions: { Uri: '*' },
            statistic: 'Sum',
            label: 'wrong answer',
          }),
        ],
      ),
    );
}
