declare module 'videojs-contrib-quality-menu';
